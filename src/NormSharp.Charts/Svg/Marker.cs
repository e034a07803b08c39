using System.Globalization;

namespace NormSharp.Charts.Svg;

/// <summary>The shapes that tell series apart where colour does not.</summary>
internal static class Marker
{
    private const int Shapes = 6;

    /// <summary>The path of a marker around a point.</summary>
    public static string Path(int series, double x, double y, double size)
    {
        double across = 2 * size;
        double side = 1.35 * size;
        FormattableString path = (series % Shapes) switch
        {
            0 => $"M{x - size:0.##} {y:0.##}a{size:0.##} {size:0.##} 0 1 0 {across:0.##} 0a{size:0.##} {size:0.##} 0 1 0 {-across:0.##} 0z",
            1 => $"M{x - size:0.##} {y - size:0.##}h{2 * size:0.##}v{2 * size:0.##}h{-2 * size:0.##}z",
            2 => $"M{x:0.##} {y - (1.25 * size):0.##}l{1.2 * size:0.##} {2.1 * size:0.##}h{-2.4 * size:0.##}z",
            3 => $"M{x:0.##} {y - side:0.##}l{side:0.##} {side:0.##}l{-side:0.##} {side:0.##}l{-side:0.##} {-side:0.##}z",
            4 => $"M{x:0.##} {y + (1.25 * size):0.##}l{1.2 * size:0.##} {-2.1 * size:0.##}h{-2.4 * size:0.##}z",
            _ => $"M{x - (1.3 * size):0.##} {y - (0.45 * size):0.##}h{2.6 * size:0.##}v{0.9 * size:0.##}h{-2.6 * size:0.##}z",
        };
        return path.ToString(CultureInfo.InvariantCulture);
    }
}
