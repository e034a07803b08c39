namespace NormSharp.Training.Data;

/// <summary>A data set in its two parts. Both have the same image size and the same classes.</summary>
/// <param name="Train">The images to learn from.</param>
/// <param name="Test">The images that are never learned from.</param>
public sealed record DataSplit(ImageSet Train, ImageSet Test)
{
    /// <summary>Reads both parts now, so that a damaged file is found before work begins.</summary>
    /// <exception cref="DataException">A file is missing or damaged.</exception>
    public void Load()
    {
        Train.Load();
        Test.Load();
    }
}
