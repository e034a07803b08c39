using NormSharp.Studies.Texts;

namespace NormSharp.Studies.Reports;

/// <summary>What the marks of the source texts, S1 to S5, stand for.</summary>
internal static class SourceTexts
{
    private static readonly string[] Marks = ["S1", "S2", "S3", "S4", "S5"];

    /// <summary>The sentence that explains the marks.</summary>
    public static string Explanation(Language language) => TextFile.Of(typeof(SourceTexts), language)["explanation"];

    /// <summary>The marks that occur in a source, or all of them, with what they stand for.</summary>
    /// <param name="language">The language.</param>
    /// <param name="source">For example <c>S1.3, S5</c>; null for all texts.</param>
    public static IReadOnlyList<(string Mark, string Meaning)> Legend(Language language, string? source = null) =>
    [
        .. Marks
            .Where(mark => source?.Contains(mark, StringComparison.Ordinal) ?? true)
            .Select(mark => (mark, TextFile.Of(typeof(SourceTexts), language)[mark])),
    ];
}
