using System.Globalization;
using System.Text.RegularExpressions;

namespace NormSharp.Data;

/// <summary>
/// A split of EMNIST (Cohen et al. 2017): <c>emnist-SPLIT-train-images-idx3-ubyte</c> and its three companions, plain or .gz, with
/// <c>emnist-SPLIT-mapping.txt</c>. Splits are balanced, byclass, bymerge, digits, letters and mnist.
/// </summary>
/// <remarks>The files hold every image with rows and columns exchanged; here they are upright. The labels of letters begin at 1.</remarks>
internal static partial class EmnistFolder
{
    private const string Prefix = "emnist-";

    /// <summary>Whether a folder holds a split, or a file is the training images of one.</summary>
    public static bool Recognises(string path) => File.Exists(path) ? NameOf(path) is not null : SplitsIn(path).Length > 0;

    /// <summary>Opens the only split of a folder, or the one whose training images are named.</summary>
    /// <exception cref="DataFormatException">A file is missing or damaged, or the folder holds several splits.</exception>
    public static DataSplit Open(string path)
    {
        bool isFile = File.Exists(path);
        string folder = isFile ? Path.GetDirectoryName(Path.GetFullPath(path))! : path;
        string[] splits = isFile ? [NameOf(path)!] : SplitsIn(path);
        if (splits.Length > 1)
        {
            throw new DataFormatException(path, $"holds several splits of EMNIST ({string.Join(", ", splits)}); give the file of the "
                + $"training images of one, such as {Prefix}{splits[0]}-train-images-idx3-ubyte.gz.");
        }

        string split = splits[0];
        string FileOf(string part) => Find(folder, $"{Prefix}{split}-{part}") ?? throw new DataFormatException(
            folder, $"{Prefix}{split}-{part}(.gz) is missing.");
        (IReadOnlyList<string> names, int first) = Classes(Path.Combine(folder, $"{Prefix}{split}-mapping.txt"), split);
        ImageSet Part(string part) => new IdxImageSet(
            $"{Prefix}{split}/{part}", FileOf($"{part}-images-idx3-ubyte"), FileOf($"{part}-labels-idx1-ubyte"), names, turns: true, first);
        return new DataSplit(Part("train"), Part("test"));
    }

    private static string? NameOf(string file)
        => TrainName().Match(Path.GetFileName(file)) is { Success: true } match ? match.Groups[1].Value : null;

    private static string[] SplitsIn(string folder)
        => [.. Directory.EnumerateFiles(folder).Select(NameOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    private static string? Find(string folder, string name)
        => new[] { name, $"{name}.gz" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>A line is a label and the codes of its characters; the first names the class.</summary>
    private static (IReadOnlyList<string> Names, int First) Classes(string path, string split)
    {
        if (!File.Exists(path))
        {
            return split == "letters"
                ? ([.. Enumerable.Range('A', 26).Select(letter => ((char)letter).ToString())], 1)
                : split is "digits" or "mnist"
                    ? ([.. Enumerable.Range('0', 10).Select(digit => ((char)digit).ToString())], 0)
                    : throw new DataFormatException(path, "no such file; it names the characters of the labels.");
        }

        var names = new List<string>();
        int first = 0;
        foreach (string line in TextLines.Read(path))
        {
            string[] parts = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length < 2
                || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int label)
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int code)
                || code is < ' ' or > '~')
            {
                throw new DataFormatException(path, $"has the line '{line}', expected a label and the codes of its characters.");
            }

            first = names.Count == 0 ? label : first;
            if (label != first + names.Count || first > 1)
            {
                throw new DataFormatException(path, $"has label {label} where {first + names.Count} is expected.");
            }

            names.Add(((char)code).ToString());
        }

        return (names, first);
    }

    [GeneratedRegex(@"^emnist-([a-z]{1,20})-train-images-idx3-ubyte(\.gz)?$", RegexOptions.CultureInvariant)]
    private static partial Regex TrainName();
}
