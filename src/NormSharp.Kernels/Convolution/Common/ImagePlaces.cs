using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>Where images that are read in place have what a tap and a position meet.</summary>
internal static unsafe class ImagePlaces
{
    /// <summary>Where each term's patch row begins: what its channel and tap meet at the first position.</summary>
    public static void FillLines(in Correlation c, nint width, nint plane, nint* lines)
    {
        int area = c.Rows.Taps * c.Columns.Taps;
        for (int term = 0; term < c.Terms; term++)
        {
            (int channel, int tap) = Math.DivRem(term, area);
            (int row, int column) = Math.DivRem(tap, c.Columns.Taps);
            lines[term] = (channel * plane) + (row * c.Rows.Stride * width) + (column * c.Columns.Stride);
        }
    }

    /// <summary>What the first tap meets at each half of a vector of positions.</summary>
    public static void FillHalves(in Correlation c, nint width, nint* halves) => FillParts(c, width, SimdWidth.Count / 2, halves);

    /// <summary>What the first tap meets at each part of a plane of positions; a part lies in one row.</summary>
    public static void FillParts(in Correlation c, nint width, int length, nint* parts)
    {
        for (int part = 0; part < c.OutputPlane / length; part++)
        {
            (int row, int column) = Math.DivRem(part * length, c.Columns.Output);
            parts[part] = (row * width) + column;
        }
    }
}
