using NormSharp.Primitives;

namespace NormSharp.Ops;

/// <summary>Margins that repeat entries of the dimension.</summary>
internal static class PaddingMaps
{
    /// <summary>The map of one dimension; negative margins take entries away before others are added.</summary>
    /// <exception cref="ArgumentException">Nothing is left that could be repeated, or the extent exceeds 2³¹ − 1.</exception>
    public static AxisMap Of(PaddingMode mode, int extent, int before, int after)
    {
        (int first, int left) = (Math.Max(0, -before), extent - Math.Max(0, -before) - Math.Max(0, -after));
        long total = (long)before + extent + after;
        if (total is < 0 or > int.MaxValue || (total > 0 && left < 1))
        {
            throw new ArgumentException($"margins of {before} and {after} do not fit a dimension of extent {extent}");
        }

        var rows = new AxisRow[(int)total];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new AxisRow([(first + Place(mode, i - Math.Max(0, before), left), 1.0)]);
        }

        return new AxisMap(extent, rows);
    }

    private static int Place(PaddingMode mode, int i, int extent)
    {
        switch (mode)
        {
            case PaddingMode.Edge:
                return Math.Clamp(i, 0, extent - 1);
            case PaddingMode.Wrap:
                return ((i % extent) + extent) % extent;
            default:
                // There and back again, without repeating the ends.
                int period = Math.Max(1, 2 * (extent - 1));
                int at = ((i % period) + period) % period;
                return at < extent ? at : period - at;
        }
    }
}
