using System.Globalization;

namespace NormSharp.Studies.Statistics;

/// <summary>How numbers are written in tables and sentences.</summary>
internal static class Numbers
{
    /// <summary>A share in percent with its spread: <c>88.10 ± 0.32</c>.</summary>
    public static string Percent(Sample sample) => Spread(sample.Map(value => 100 * value), "0.00");

    /// <summary>A number in a format, with a point whatever the culture.</summary>
    public static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A mean with its deviation.</summary>
    public static string Spread(Sample sample, string format) => sample.Values.Count > 1
        ? $"{Text(sample.Mean, format)} ± {Text(sample.Deviation, format)}"
        : Text(sample.Mean, format);
}
