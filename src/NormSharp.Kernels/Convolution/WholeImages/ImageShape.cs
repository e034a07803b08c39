using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.WholeImages;

/// <summary>
/// Where an image's positions along the vectors, and a tile of four vectors (two where there are 16 registers) by up to six filters in registers, are faster than anything else: few channels and few filters, so
/// that an image, staged or where it lies, and all its sums stay in a core's first cache.
/// </summary>
internal static class ImageShape
{
    /// <summary>Filters of the larger block.</summary>
    public const int ManyFilters = 6;

    /// <summary>Filters of the smaller block.</summary>
    public const int FewFilters = 4;

    /// <summary>Vectors of positions that a block takes at once.</summary>
    public const int Vectors = 4;

    /// <summary>Lanes of the vectors that come with the 32 registers which 24 sums need, and what they are made of.</summary>
    private const int LeastLanes = 16;

    /// <summary>Images below which the sums of chunks are more work than the products.</summary>
    private const int FewestImages = 8;

    /// <summary>Vectors of outputs below which the weight's sums are fetched and put away too often.</summary>
    private const int LeastVectors = 16;

    /// <summary>Rows of taps times filters below which staging is not worth its copies.</summary>
    private const int LeastUses = 24;

    private const int MostFilters = 16;

    /// <summary>Terms of one chain of multiply-adds, and weights that stay in the first cache.</summary>
    private const int MostTerms = 160;

    /// <summary>Floats of an image's channels and of six filters' gradients that blocks of 12 sums find in the first cache each time.</summary>
    private const int MostClose = 6 << 10;

    /// <summary>Floats of a staged image, or of one in its place.</summary>
    private const int MostStaged = 12 << 10;

    /// <summary>Filters of a block: a number that divides all, if there is one.</summary>
    public static int BlockOf(int filters) =>
        filters % ManyFilters != 0 && (filters % FewFilters == 0 || filters < ManyFilters) ? FewFilters : ManyFilters;

    /// <summary>Whether <see cref="ImageCorrelation"/> is faster than anything else, at any number of images: a batch gives the bits of its parts.</summary>
    public static bool Pays(in Correlation c) =>
        HasManyRegisters
        && Fits(c)
        && IsSmall(c)
        && c.Filters * c.Rows.Taps >= LeastUses
        && c.Rows.Step == 1
        && c.Columns.Step == 1
        && new Staging(c, c.Rows.Output).Length <= MostStaged;

    /// <summary>Whether it can run this at all.</summary>
    public static bool Fits(in Correlation c) => c.IsContiguous && c.Filters >= FewFilters && c.OutputPlane >= Vectors * SimdWidth.Count;

    /// <summary>Whether <see cref="ImageRowCorrelation"/> is faster than anything else, at any number of images: a batch gives the bits of its parts.</summary>
    public static bool RowsPay(in Correlation c) => !HasManyRegisters && c.Filters >= FewFilters && IsSmall(c) && (long)c.Channels * c.SourcePlane <= MostStaged && RowsFit(c);

    /// <summary>Whether it can run this at all.</summary>
    public static bool RowsFit(in Correlation c) =>
        c.IsContiguous
        && c.Columns.Output % SimdWidth.Count == 0
        && c.OutputPlane % (2 * SimdWidth.Count) == 0
        && c.Rows.Step == 1
        && c.Columns.Step == 1
        && IsUnpadded(c);

    /// <summary>Whether <see cref="ImageWeightGradient"/> is faster than anything else.</summary>
    public static bool GradientPays(in Correlation c) =>
        GradientFits(c) && IsSmall(c) && (HasManyRegisters || IsClose(c)) && c.Images >= FewestImages && c.OutputPlane >= LeastVectors * SimdWidth.Count;

    /// <summary>Whether it can run this at all.</summary>
    public static bool GradientFits(in Correlation c) =>
        HasManyRegisters ? c.Filters >= FewFilters && HalvesLieInRows(c) : c.Filters % ManyFilters == 0 && HalvesLieInRows(c) && c.Columns.Output % SimdWidth.Count == 0;

    /// <summary>Whether every half of a vector of outputs lies in one row, and what it meets too.</summary>
    public static bool HalvesLieInRows(in Correlation c) =>
        c.IsContiguous
        && c.OutputPlane % SimdWidth.Count == 0
        && c.Columns.Output % (SimdWidth.Count / 2) == 0
        && c.Rows.Step == 1
        && c.Columns.Step == 1;

    /// <summary>Whether nothing is padded, so that images can be read in place.</summary>
    public static bool IsUnpadded(in Correlation c) =>
        c.Rows is { First: 0, Stride: > 0 } && c.Columns is { First: 0, Stride: > 0 } && Extent(c.Rows) == c.Rows.Source && Extent(c.Columns) == c.Columns.Source;

    /// <summary>Rows or columns of an image that all taps meet, padding included.</summary>
    public static int Extent(in Axis axis) => Math.Max(-axis.First + axis.Source, axis.Output + ((axis.Taps - 1) * axis.Stride));

    /// <summary>Whether vectors are of 512 bits, which come with 32 registers, and so blocks of 24 sums; else blocks have 12.</summary>
    public static bool HasManyRegisters => SimdWidth.Count == LeastLanes;

    private static bool IsClose(in Correlation c) => ((long)c.Channels * c.SourcePlane) + ((long)ManyFilters * c.OutputPlane) <= MostClose;

    private static bool IsSmall(in Correlation c) => c.Filters <= MostFilters && c.Terms <= MostTerms;
}
