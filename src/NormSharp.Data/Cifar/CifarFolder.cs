using System.Globalization;
using System.Text.RegularExpressions;

namespace NormSharp.Data;

/// <summary>A folder with <c>data_batch_N.bin</c> files, <c>test_batch.bin</c> (each plain or .gz) and <c>batches.meta.txt</c>.</summary>
internal static partial class CifarFolder
{
    private const string ClassesFile = "batches.meta.txt";
    private const string TestFile = "test_batch.bin";
    private const string FineClassesFile = "fine_label_names.txt";

    private static readonly IReadOnlyList<string> Cifar10Classes =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Whether a training or test batch is there.</summary>
    public static bool Recognises(string folder) => TrainFiles(folder).Length > 0 || FindTest(folder) is not null;

    /// <summary>Opens the folder; the training batches go by their numbers.</summary>
    /// <exception cref="DataFormatException">A file is missing or damaged.</exception>
    public static DataSplit Open(string folder)
    {
        string[] train = TrainFiles(folder);
        if (train.Length == 0)
        {
            throw new DataFormatException(folder, "data_batch_1.bin(.gz) is missing; the folder needs at least one training batch.");
        }

        string test = FindTest(folder) ?? throw new DataFormatException(folder, $"{TestFile}(.gz) is missing.");
        string meta = Path.Combine(folder, ClassesFile);
        IReadOnlyList<string> classes = File.Exists(meta) ? TextLines.Read(meta) : Cifar10Classes;
        string name = FolderName.Of(folder);
        return new DataSplit(new CifarImageSet($"{name}/train", train, classes), new CifarImageSet($"{name}/test", [test], classes));
    }

    /// <summary>Whether the folder holds CIFAR-100: <c>train.bin</c> and <c>test.bin</c>.</summary>
    public static bool RecognisesHundred(string folder)
        => Find(folder, "train.bin") is not null && Find(folder, "test.bin") is not null;

    /// <summary>Opens CIFAR-100 with its 100 fine classes, named in <c>fine_label_names.txt</c>.</summary>
    /// <exception cref="DataFormatException">A file is missing or damaged.</exception>
    public static DataSplit OpenHundred(string folder)
    {
        string meta = Path.Combine(folder, FineClassesFile);
        IReadOnlyList<string> classes = File.Exists(meta)
            ? TextLines.Read(meta)
            : [.. Enumerable.Range(0, 100).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        string name = FolderName.Of(folder);
        ImageSet Part(string part) => new CifarImageSet($"{name}/{part}", [Find(folder, $"{part}.bin")!], classes, CifarLayout.Hundred);
        return new DataSplit(Part("train"), Part("test"))
        {
            Remarks = File.Exists(meta) ? [] : [$"{FineClassesFile} is missing, so classes are called by their numbers"],
        };
    }

    private static string? FindTest(string folder) => Find(folder, TestFile);

    private static string? Find(string folder, string file) =>
        new[] { file, $"{file}.gz" }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    // A batch that is there both plain and gzipped is taken once, plain.
    private static string[] TrainFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(folder)
            .Select(path => (Path: path, Match: TrainName().Match(Path.GetFileName(path))))
            .Where(file => file.Match.Success)
            .GroupBy(file => int.Parse(file.Match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            .OrderBy(batch => batch.Key)
            .Select(batch => batch.Min(file => file.Path)!),
    ];

    [GeneratedRegex(@"^data_batch_(\d{1,6})\.bin(\.gz)?$", RegexOptions.CultureInvariant)]
    private static partial Regex TrainName();
}
