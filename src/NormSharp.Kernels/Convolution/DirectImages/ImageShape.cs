using NormSharp.Kernels.Convolution.Common;

namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>
/// The register blocks of images that are convolved one after the other, and which shapes they fit: few channels and few filters, so that
/// an image, staged or in place, and all its sums stay in a core's first-level cache.
/// </summary>
internal static class ImageShape
{
    /// <summary>The name of all passes.</summary>
    public const string Name = "direct-images";

    /// <summary>Filters of the larger block.</summary>
    public const int ManyFilters = 6;

    /// <summary>Filters of the smaller block.</summary>
    public const int FewFilters = 4;

    /// <summary>Vectors of positions that a block takes at once.</summary>
    public const int Vectors = 4;

    public const int MostFilters = 16;

    /// <summary>Terms of one chain of multiply-adds, and weights that stay in the first-level cache.</summary>
    public const int MostTerms = 160;

    /// <summary>Lanes of the vectors that come with the 32 registers which 24 sums need, and what they are made of.</summary>
    private const int LeastLanes = 16;

    /// <summary>Filters of a block: a number that divides all, if there is one.</summary>
    public static int BlockOf(int filters) =>
        filters % ManyFilters != 0 && (filters % FewFilters == 0 || filters < ManyFilters) ? FewFilters : ManyFilters;

    /// <summary>Whether vectors are of 512 bits, which come with 32 registers, and so blocks of 24 sums; else blocks have 12.</summary>
    public static bool HasManyRegisters(int lanes) => lanes == LeastLanes;

    /// <summary>Whether every half of a vector of outputs lies in one row, and what it meets too.</summary>
    public static bool HalvesLieInRows(in Correlation c, int lanes) =>
        c.IsContiguous
        && c.OutputPlane % lanes == 0
        && c.Columns.Output % (lanes / 2) == 0
        && c.Rows.Step == 1
        && c.Columns.Step == 1;

    /// <summary>Whether nothing is padded, so that images can be read in place.</summary>
    public static bool IsUnpadded(in Correlation c) =>
        c.Rows is { First: 0, Stride: > 0 } && c.Columns is { First: 0, Stride: > 0 } && Extent(c.Rows) == c.Rows.Source
            && Extent(c.Columns) == c.Columns.Source;

    /// <summary>Rows or columns of an image that all taps meet, padding included.</summary>
    public static int Extent(in Axis axis) => Math.Max(-axis.First + axis.Source, axis.Output + ((axis.Taps - 1) * axis.Stride));

    /// <summary>Whether there are few enough filters and terms.</summary>
    public static bool IsSmall(in Correlation c) => c.Filters <= MostFilters && c.Terms <= MostTerms;
}
