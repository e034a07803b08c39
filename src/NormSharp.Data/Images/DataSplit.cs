namespace NormSharp.Data;

/// <summary>A data set in its two parts. Both have the same image size and the same classes.</summary>
/// <param name="Train">The images to learn from.</param>
/// <param name="Test">The images that are never learned from.</param>
public sealed record DataSplit(ImageSet Train, ImageSet Test)
{
    /// <summary>Images to choose by, such as the best epoch; null where there are none.</summary>
    public ImageSet? Validation { get; init; }

    /// <summary>What people should know of how the data was read: what was left out, and what was decided for them.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Whether folders within those of classes were taken for parts of the class, which may not be meant.</summary>
    internal bool HasInnerFolders { get; init; }

    /// <summary>Bytes of memory that <see cref="Load"/> takes.</summary>
    internal long BytesToLoad => Train.BytesToLoad + Test.BytesToLoad + (Validation?.BytesToLoad ?? 0);

    /// <summary>Some classes of all parts, labelled 0, 1, 2, … in the order given.</summary>
    /// <exception cref="ArgumentException">
    /// There is no such class, it is named twice or has no image, or there are fewer than two.
    /// </exception>
    public DataSplit SelectClasses(IReadOnlyList<int> classes) => this with
    {
        Train = Train.SelectClasses(classes),
        Test = Test.SelectClasses(classes),
        Validation = Validation?.SelectClasses(classes),
    };

    /// <summary>Reads all parts now, so that a damaged file is found before work begins.</summary>
    /// <exception cref="DataException">A file is missing or damaged.</exception>
    public void Load()
    {
        Train.Load();
        Test.Load();
        Validation?.Load();
    }
}
