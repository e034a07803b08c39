using System.Globalization;
using NormSharp.Data;

namespace NormSharp.Clinic;

/// <summary>A line of the list of models: HALF NAME MODEL DATA IMAGES, then words.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Path">Its file.</param>
/// <param name="Data">The folder of its images.</param>
/// <param name="Images">At most so many images an examination.</param>
internal sealed record ListedModel(string Name, string Path, string Data, int Images)
{
    /// <summary>Whether it is of the half that is reported.</summary>
    public bool IsHeldOut { get; init; }

    /// <summary>Whether no fault is made of it: it only looks odd.</summary>
    public bool IsOdd { get; init; }

    /// <summary>Whether it is dear to examine: each kind is made at one strength only, another one a model.</summary>
    public bool IsDeep { get; init; }

    /// <summary>Take only so many of the first classes; all when null.</summary>
    public int? Classes { get; init; }

    /// <summary>How its images are given; what the file says when null.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Reads a list. Lines: <c>set|held NAME MODEL DATA IMAGES [odd] [deep] [classes=N] [imagenet|raw]</c>.</summary>
    public static IReadOnlyList<ListedModel> Read(string path)
        => [.. File.ReadLines(path).Where(line => line.Length > 0 && !line.StartsWith('#')).Select(Parse)];

    private static ListedModel Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? classes = Array.Find(words, word => word.StartsWith("classes=", StringComparison.Ordinal))?[8..];
        return new ListedModel(words[1], words[2], words[3], int.Parse(words[4], CultureInfo.InvariantCulture))
        {
            IsHeldOut = words[0] == "held",
            IsOdd = words.Contains("odd"),
            IsDeep = words.Contains("deep"),
            Classes = classes is null ? null : int.Parse(classes, CultureInfo.InvariantCulture),
            Normalization = words.Contains("imagenet") ? ImageNet : words.Contains("raw") ? Raw : null,
        };
    }

    private static Normalization ImageNet => new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    private static Normalization Raw => new([0, 0, 0], [1f / 255, 1f / 255, 1f / 255]);
}
