using System.Globalization;

namespace NormSharp.Studies.Statistics;

/// <summary>Numbers of tables.</summary>
internal static class Numbers
{
    /// <summary>A share in percent with its spread: <c>88.10 ± 0.32</c>.</summary>
    public static string Percent(Sample sample) => Spread(sample.Map(value => 100 * value), "0.00");

    /// <summary>A mean with its deviation.</summary>
    public static string Spread(Sample sample, string format) => sample.Values.Count > 1
        ? $"{sample.Mean.ToString(format, CultureInfo.InvariantCulture)} ± {sample.Deviation.ToString(format, CultureInfo.InvariantCulture)}"
        : sample.Mean.ToString(format, CultureInfo.InvariantCulture);
}
