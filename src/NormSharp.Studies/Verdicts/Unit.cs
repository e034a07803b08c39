using System.Globalization;

namespace NormSharp.Studies.Verdicts;

/// <summary>How numbers of a quantity are written.</summary>
/// <param name="Factor">What they are multiplied with.</param>
/// <param name="Format">The format of a value.</param>
/// <param name="Suffix">What stands after a value.</param>
/// <param name="DifferenceSuffix">What stands after a difference.</param>
internal sealed record Unit(double Factor, string Format, string Suffix, string DifferenceSuffix)
{
    private const string ChinesePoints = " 个百分点";

    /// <summary>Shares of 1, written in percent; differences of them in percentage points.</summary>
    public static Unit Percent { get; } = new(100, "0.00", " %", " pp");

    /// <summary>Shares of images that are classified rightly, written so.</summary>
    public static Unit Accuracy { get; } = Percent with { IsAccuracy = true };

    /// <summary>Differences of shares of 1, written in percentage points.</summary>
    public static Unit Points { get; } = new(100, "0.00", " pp", " pp");

    /// <summary>Plain numbers.</summary>
    public static Unit Number { get; } = new(1, "G4", string.Empty, string.Empty);

    /// <summary>Milliseconds.</summary>
    public static Unit Milliseconds { get; } = new(1, "0.000", " ms", " ms");

    /// <summary>Whether the numbers are accuracies: with few steps they are those of chance.</summary>
    public bool IsAccuracy { get; private init; }

    /// <summary>The unit as a language writes it.</summary>
    public Unit In(Language language) => language == Language.Chinese
        ? this with { Suffix = Chinese(Suffix), DifferenceSuffix = Chinese(DifferenceSuffix) }
        : this;

    /// <summary>A value with its unit.</summary>
    public string Value(double value) => Written(value) + Suffix;

    /// <summary>A difference with its sign and unit.</summary>
    public string Difference(double value) => Signed(value) + DifferenceSuffix;

    /// <summary>Two differences that bound others; Chinese has their unit once.</summary>
    public string Interval(double low, double high) => DifferenceSuffix == ChinesePoints
        ? $"[{Signed(low)}, {Signed(high)}]{DifferenceSuffix}"
        : $"[{Difference(low)}, {Difference(high)}]";

    private string Signed(double value) => (value > 0 ? "+" : string.Empty) + Written(value);

    /// <summary>The number alone; a very small one as a product with a power of ten.</summary>
    private string Written(double value)
    {
        string text = (value * Factor).ToString(Format, CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal);
        int exponent = text.IndexOf('E', StringComparison.Ordinal);
        return exponent < 0 ? text : $"{text[..exponent]}·10{Superscript(text[(exponent + 1)..])}";
    }

    private static string Chinese(string suffix) => suffix == Points.Suffix ? ChinesePoints : suffix;

    private static string Superscript(string exponent)
    {
        string digits = exponent.TrimStart('+', '−').TrimStart('0');
        return (exponent[0] == '−' ? "⁻" : string.Empty) + string.Concat(digits.Select(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));
    }
}
