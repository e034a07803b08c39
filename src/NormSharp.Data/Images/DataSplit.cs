namespace NormSharp.Data;

/// <summary>A data set in its two parts. Both have the same image size and the same classes.</summary>
/// <param name="Train">The images to learn from.</param>
/// <param name="Test">The images that are never learned from.</param>
public sealed record DataSplit(ImageSet Train, ImageSet Test)
{
    /// <summary>Some classes of both parts, labelled 0, 1, 2, … in the order given.</summary>
    /// <exception cref="ArgumentException">
    /// There is no such class, it is named twice or has no image, or there are fewer than two.
    /// </exception>
    public DataSplit SelectClasses(IReadOnlyList<int> classes) => new(Train.SelectClasses(classes), Test.SelectClasses(classes));

    /// <summary>Reads both parts now, so that a damaged file is found before work begins.</summary>
    /// <exception cref="DataException">A file is missing or damaged.</exception>
    public void Load()
    {
        Train.Load();
        Test.Load();
    }
}
