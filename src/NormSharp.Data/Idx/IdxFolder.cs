using System.Security.Cryptography;

namespace NormSharp.Data;

/// <summary>A folder with the four files of MNIST, Fashion-MNIST or a set in their form.</summary>
internal static class IdxFolder
{
    /// <summary>Names the classes, one a line, of a set whose classes are not MNIST's or Fashion-MNIST's.</summary>
    public const string ClassesFile = "classes.txt";

    /// <summary>The ten classes of Fashion-MNIST (Xiao, Rasul, Vollgraf 2017), in the order of the labels.</summary>
    public static readonly IReadOnlyList<string> FashionClasses =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    private static readonly IReadOnlyList<string> Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>SHA-256 of the unpacked labels of the official Fashion-MNIST: training, test.</summary>
    private static readonly string[] FashionLabelSums =
    [
        "657FBD221BFC9F4198CC14B5619CC33EC57C58DD0E47AF4D99D6650759E869A7",
        "3D0E6C6EA990B53B6F8F500A41CAC93881D981B315F84578B7D915342ADE01E9",
    ];

    /// <summary>The names without extension, in the order training images, training labels, test images, test labels.</summary>
    public static readonly IReadOnlyList<string> FileNames =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private static readonly string[] Numbers = ["ubyte", "byte", "short", "int", "float", "double"];
    private static readonly string[] ImageEnds = [.. Numbers.SelectMany(number => new[] { $"idx3-{number}", $"idx4-{number}" })];
    private static readonly string[] LabelEnds = [.. Numbers.Select(number => $"idx1-{number}")];

    /// <summary>Whether at least one of the four files is there, so that the folder is meant to be one of these.</summary>
    public static bool Recognises(string folder) => FileNames.Any(name => Find(folder, name) is not null);

    /// <summary>Whether all four files are there.</summary>
    public static bool IsComplete(string folder) => FileNames.All(name => Find(folder, name) is not null);

    /// <summary>Opens the folder.</summary>
    /// <exception cref="DataFormatException">A file is missing or damaged, or the parts do not fit each other.</exception>
    public static DataSplit Open(string folder)
    {
        string[] paths = [.. FileNames.Select(name => Find(folder, name) ?? throw new DataFormatException(
            folder, $"{name}(.gz) is missing; the folder needs {string.Join(", ", FileNames)}, each plain or .gz."))];
        string name = FolderName.Of(folder);
        IReadOnlyList<string> classes = ClassesOf(folder, paths[1], paths[3]);
        DataSplit split = new(
            new IdxImageSet($"{name}/train", paths[0], paths[1], classes),
            new IdxImageSet($"{name}/test", paths[2], paths[3], classes));
        return split.Train.Shape == split.Test.Shape
            ? split
            : throw new DataFormatException(paths[2], $"holds images of {split.Test.Shape}, but {paths[0]} of {split.Train.Shape}.");
    }

    /// <summary>Whether the folder holds Fashion-MNIST, or a part of it: by its name or by the labels themselves.</summary>
    public static bool IsFashion(string folder) =>
        Find(folder, FileNames[1]) is { } train && Find(folder, FileNames[3]) is { } test && IsFashion(folder, train, test);

    private static bool IsFashion(string folder, string trainLabels, string testLabels) =>
        FolderName.Of(folder).Contains("fashion", StringComparison.OrdinalIgnoreCase)
        || HasSum(trainLabels, FashionLabelSums[0])
        || HasSum(testLabels, FashionLabelSums[1]);

    private static bool HasSum(string path, string sum) =>
        Convert.ToHexString(SHA256.HashData(IdxImageSet.ReadLabels(path))) == sum;

    private static IReadOnlyList<string> ClassesOf(string folder, string trainLabels, string testLabels)
    {
        string classes = Path.Combine(folder, ClassesFile);
        return File.Exists(classes) ? TextLines.Read(classes)
            : IsFashion(folder, trainLabels, testLabels) ? FashionClasses
            : Digits;
    }

    private static string? Find(string folder, string name)
    {
        // The name says how many dimensions there are, and of what numbers: three and bytes in most sets.
        string stem = name[..name.LastIndexOf("-idx", StringComparison.Ordinal)];
        IEnumerable<string> names = name.Contains("images", StringComparison.Ordinal) ? ImageEnds : LabelEnds;
        return names
            .SelectMany(end => new[] { $"{stem}-{end}", $"{stem}-{end}.gz", $"{stem}.{end}", $"{stem}.{end}.gz" })
            .Select(variant => Path.Combine(folder, variant))
            .FirstOrDefault(File.Exists);
    }
}
