namespace NormSharp.Data;

/// <summary>
/// Images that nobody has labelled, as recalibration on a target domain takes them: PNG files that lie in a folder without folders of
/// classes, or an IDX file of images (plain or .gz).
/// </summary>
public static class UnlabelledImages
{
    /// <summary>Whether a path is such a folder or file.</summary>
    public static bool Recognises(string path) => File.Exists(path) || (Directory.Exists(path) && PngFiles(path).Length > 0);

    /// <summary>Opens and reads the images; the set has no class.</summary>
    /// <exception cref="DataFormatException">There is no image, or a file is damaged or of another kind.</exception>
    public static ImageSet Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ImageSet set = File.Exists(path) ? OpenIdx(path) : OpenFolder(path);
        set.Load();
        return set.WithoutLabels();
    }

    private static ImageSet OpenIdx(string path)
    {
        using DataFile file = DataFile.Open(path);
        int[] sizes = IdxHeader.Read(file, 3);
        var shape = new ImageShape(1, sizes[1], sizes[2]);
        byte[] pixels = file.ReadRest(sizes[0] * shape.Length, IdxHeader.Length(3));
        return new InMemoryImageSet(Path.GetFileName(path), shape, ["unknown"], pixels, new byte[sizes[0]]);
    }

    private static ImageSet OpenFolder(string path)
    {
        string[] files = Directory.Exists(path) ? PngFiles(path) : throw new DataFormatException(path, "no such file or folder.");
        return files.Length > 0
            ? new FolderImageSet(FolderName.Of(path), [.. files.Select(file => (file, 0))], ["unknown"])
            : throw new DataFormatException(path, "holds no PNG file.");
    }

    private static string[] PngFiles(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(path => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
}
