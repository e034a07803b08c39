using System.Globalization;

namespace NormSharp.Training;

/// <summary>What a live rule says; places in braces are filled with measured numbers.</summary>
/// <param name="Id">The stable id.</param>
/// <param name="Title">What it is, in a few words.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Advice">What to do.</param>
internal sealed record LiveText(string Id, string Title, string Finding, string Advice)
{
    /// <summary>A text with its places filled.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, double> measured)
    {
        foreach ((string name, double value) in measured)
        {
            text = text.Replace($"{{{name}}}", Shown(name, value), StringComparison.Ordinal);
        }

        return text;
    }

    // Shares are written as percents; whole numbers as they are; others with three digits.
    private static string Shown(string name, double value)
        => name is "share" or "chance" or "test" or "train" or "swing"
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.#} %")
            : Math.Abs(value) < 1e6 && value == Math.Floor(value)
                ? value.ToString("0", CultureInfo.InvariantCulture)
                : value.ToString("G3", CultureInfo.InvariantCulture);
}
