namespace NormSharp.Charts.Svg;

/// <summary>
/// Colours from dark blue over green to yellow, whose lightness rises evenly, so that they can be read without colour too.
/// </summary>
internal static class ColourRamp
{
    private static readonly (double R, double G, double B)[] Stops =
        [(38, 44, 96), (32, 84, 132), (30, 126, 138), (74, 166, 118), (160, 198, 86), (245, 225, 98)];

    /// <summary>The colour of a share from 0 to 1.</summary>
    public static string At(double share)
    {
        double position = share * (Stops.Length - 1);
        int below = Math.Min((int)position, Stops.Length - 2);
        double rest = position - below;
        ((double r0, double g0, double b0), (double r1, double g1, double b1)) = (Stops[below], Stops[below + 1]);
        return $"#{Mix(r0, r1, rest):x2}{Mix(g0, g1, rest):x2}{Mix(b0, b1, rest):x2}";
    }

    /// <summary>Black or white, whichever can be read on the colour.</summary>
    public static string InkOn(double share) => share > 0.52 ? "#111" : "#fff";

    private static int Mix(double a, double b, double share) => (int)Math.Round(a + ((b - a) * share));
}
