namespace NormSharp.Data;

/// <summary>
/// A folder of PNG files, a folder a class: <c>train/CLASS/*.png</c> and <c>test/CLASS/*.png</c>, or only <c>CLASS/*.png</c>, of which
/// every fifth file of each class (by ordinal name: the 5th, 10th, …) is kept for testing. Classes go by ordinal name.
/// </summary>
internal static class ImageFolder
{
    private const int HeldOutEvery = 5;

    /// <summary>Whether there is a folder of classes with a PNG file.</summary>
    public static bool Recognises(string folder) =>
        HasClasses(folder) || HasClasses(Path.Combine(folder, "train")) || HasClasses(Path.Combine(folder, "test"));

    /// <summary>Opens the folder.</summary>
    /// <exception cref="DataFormatException">A part is missing or empty, or a first file is no PNG of 8-bit gray or RGB.</exception>
    public static DataSplit Open(string folder)
    {
        string train = Path.Combine(folder, "train");
        string test = Path.Combine(folder, "test");
        bool isSplit = HasClasses(train) || HasClasses(test);
        string[] roots = isSplit ? [train, test] : [folder];
        string[] classes = [.. roots.SelectMany(ClassesIn).Distinct().Order(StringComparer.Ordinal)];
        (string Path, int Label)[][] files = [.. roots.Select(root => FilesIn(root, classes))];
        if (!isSplit)
        {
            files = HoldOut(files[0]);
        }

        string name = FolderName.Of(folder);
        DataSplit split = new(MakeSet($"{name}/train", isSplit ? train : folder, files[0], classes),
            MakeSet($"{name}/test", isSplit ? test : folder, files[1], classes));
        return split.Train.Shape == split.Test.Shape
            ? split
            : throw new DataFormatException(files[1][0].Path, $"is {split.Test.Shape} (channels×height×width), but {files[0][0].Path} is "
                + $"{split.Train.Shape}; all images must have one size.");
    }

    private static FolderImageSet MakeSet(string name, string root, (string Path, int Label)[] files, string[] classes) =>
        files.Length > 0
            ? new FolderImageSet(name, files, classes)
            : throw new DataFormatException(root, $"holds no image for {name}; expected train/CLASS/*.png and test/CLASS/*.png, "
                + $"or CLASS/*.png with at least {HeldOutEvery} files in a class.");

    private static (string Path, int Label)[][] HoldOut((string Path, int Label)[] files)
    {
        ILookup<bool, (string Path, int Label)> parts = files
            .GroupBy(file => file.Label)
            .SelectMany(group => group.Select((file, i) => (File: file, IsTest: i % HeldOutEvery == HeldOutEvery - 1)))
            .ToLookup(item => item.IsTest, item => item.File);
        return [[.. parts[false]], [.. parts[true]]];
    }

    private static (string Path, int Label)[] FilesIn(string root, string[] classes) =>
    [
        .. classes.SelectMany((name, label) => PngFiles(Path.Combine(root, name)).Order(StringComparer.Ordinal)
            .Select(path => (path, label))),
    ];

    private static bool HasClasses(string root) => ClassesIn(root).Any();

    private static IEnumerable<string> ClassesIn(string root) =>
        Directory.Exists(root)
            ? Directory.EnumerateDirectories(root).Where(folder => PngFiles(folder).Any()).Select(folder => Path.GetFileName(folder))
            : [];

    private static IEnumerable<string> PngFiles(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Where(path => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            : [];
}
