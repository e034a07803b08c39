namespace NormSharp.Data;

/// <summary>
/// Images that nobody has labelled, as recalibration on a target domain takes them: pictures that lie in a folder without folders of
/// classes, or an IDX file of images (plain or .gz).
/// </summary>
public static class UnlabelledImages
{
    /// <summary>Whether a path is such a folder or file.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="pictures">How pictures are read; by default PNG alone.</param>
    public static bool Recognises(string path, PictureOptions? pictures = null) =>
        File.Exists(path) || (Directory.Exists(path) && PicturesIn(path, pictures ?? new PictureOptions()).Count > 0);

    /// <summary>Opens and reads the images; the set has no class.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="pictures">How pictures are read; by default PNG alone, at their own size.</param>
    /// <exception cref="DataFormatException">There is no image, or a file is damaged or of another kind.</exception>
    public static ImageSet Open(string path, PictureOptions? pictures = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ImageSet set = File.Exists(path) ? OpenIdx(path) : OpenFolder(path, pictures ?? new PictureOptions());
        set.Load();
        return set.WithoutLabels();
    }

    private static InMemoryImageSet OpenIdx(string path)
    {
        using DataFile file = DataFile.Open(path);
        StoredArray images = IdxHeader.Read(file, isLabels: false).ReadNumbers(file);
        (ImageShape shape, _) = StoredArray.ImagesOf(path, images.Sizes);
        return new InMemoryImageSet(Path.GetFileName(path), shape, ["unknown"], images.ToPixels(), new byte[images.Sizes[0]]);
    }

    private static ImageSet OpenFolder(string path, PictureOptions options)
    {
        IReadOnlyList<string> files =
            Directory.Exists(path) ? PicturesIn(path, options) : throw new DataFormatException(path, "no such file or folder.");
        return files.Count > 0
            ? PictureData.OpenUnlabelled(
                new PictureParts
                {
                    Name = FolderName.Of(path),
                    Place = path,
                    Train = [.. files.Select(file => SourcePicture.OnDisk(file, "unknown"))],
                },
                options)
            : throw new DataFormatException(path, $"holds no picture ({string.Join(", ", options.Decoder.Extensions)}).");
    }

    private static IReadOnlyList<string> PicturesIn(string path, PictureOptions options) => ImageFolder.PicturesIn(path, options);
}
