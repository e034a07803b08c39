using System.Globalization;

namespace NormSharp.Charts.Scales;

/// <summary>Round numbers along an axis.</summary>
internal static class AxisTicks
{
    private const int Wanted = 6;

    /// <summary>Multiples of 1, 2 or 5 times a power of ten, about six of them.</summary>
    public static IEnumerable<(double Value, string Text)> Linear(double low, double high, bool isWhole = false)
    {
        double step = Math.Max(RoundStep((high - low) / Wanted), isWhole ? 1 : 0);
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        for (double i = Math.Ceiling((low / step) - 1e-9); (i * step) <= high + (step * 1e-9); i++)
        {
            yield return (i * step, Text(i * step, decimals));
        }
    }

    /// <summary>
    /// Powers of ten; with 2 and 5 times them where fewer than three powers lie between, every second or third where many do.
    /// </summary>
    /// <param name="low">The decimal logarithm of the lower end.</param>
    /// <param name="high">The decimal logarithm of the upper end.</param>
    public static IEnumerable<(double Value, string Text)> Logarithmic(double low, double high)
    {
        int first = (int)Math.Floor(low);
        int last = (int)Math.Ceiling(high);
        double[] factors = high - low < 2 ? [1, 2, 5] : [1];
        int stride = Math.Max(1, (int)Math.Ceiling((high - low) / 8));
        for (int exponent = first; exponent <= last; exponent++)
        {
            foreach (double factor in factors)
            {
                double value = factor * Math.Pow(10, exponent);
                double position = Math.Log10(value);
                if (position >= low - 1e-9 && position <= high + 1e-9 && exponent % stride == 0)
                {
                    yield return (value, LogarithmicText(value, exponent));
                }
            }
        }
    }

    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double mantissa = step / power;
        return power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
    }

    private static string Text(double value, int decimals)
        => Math.Abs(value) >= 1e6
            ? value.ToString("0.##E+0", CultureInfo.InvariantCulture)
            : (Math.Abs(value) < 1e-12 ? 0 : value)
                .ToString($"N{Math.Min(decimals, 9)}", CultureInfo.InvariantCulture)
                .Replace("-", "−", StringComparison.Ordinal);

    private static string LogarithmicText(double value, int exponent) => exponent is >= -4 and <= 5
        ? value.ToString("#,0.####", CultureInfo.InvariantCulture)
        : $"{(value / Math.Pow(10, exponent) is > 1.5 and var factor ? $"{factor:0}·" : string.Empty)}10{Superscript(exponent)}";

    private static string Superscript(int exponent)
        => string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
}
