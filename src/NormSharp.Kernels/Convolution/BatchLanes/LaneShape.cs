using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>Where the batch along the vectors is faster than an image's positions along them: small images, few channels, many images.</summary>
internal static class LaneShape
{
    /// <summary>Outputs of a row from which on vectors along it are full often enough.</summary>
    private const int WidestRow = 32;

    /// <summary>Filters below which micro-kernels have too few sums to hide the latency of a multiply-add.</summary>
    private const int FewestFilters = 4;

    /// <summary>Terms below which a call for each position costs too much.</summary>
    private const int FewestTerms = 48;

    /// <summary>Weights that stay in a cache beside a tile.</summary>
    private const int MostWeights = 16 << 10;

    /// <summary>Floats of a tile's source that stay in the second-level cache.</summary>
    private const int MostSource = 128 << 10;

    /// <summary>Floats of a tile's inputs and gradients, of which each is brought in once for many products.</summary>
    private const int MostGathered = 384 << 10;

    /// <summary>Weights for each lane from which on the products of patches as vectors are faster.</summary>
    private const int MostWeightsOfLane = 512;

    /// <summary>Tiles of so many lanes.</summary>
    public static int Tiles(int images, int lanes) => (images + lanes - 1) / lanes;

    /// <summary>Whether <see cref="LaneCorrelation"/> can run this, and is faster.</summary>
    public static bool Pays(in Correlation c) =>
        c.IsContiguous
        && Fills(c.Images, LaneCorrelationBody.Lanes)
        && c.Columns.Output <= WidestRow
        && c.Filters >= FewestFilters
        && (c.Terms >= FewestTerms || c.Filters == LaneSix.Filters)
        && (long)c.Filters * c.Terms <= MostWeights
        && (long)c.Channels * c.SourcePlane * LaneCorrelationBody.Lanes <= MostSource;

    /// <summary>Whether <see cref="LaneWeightGradient"/> is faster.</summary>
    public static bool GradientPays(in Correlation forward) =>
        Fills(forward.Images, 2 * SimdWidth.Count)
        && forward.Columns.Output <= WidestRow
        && forward.Filters >= FewestFilters
        && (long)forward.Filters * forward.Terms <= (long)MostWeightsOfLane * SimdWidth.Count
        && (((long)forward.Channels * forward.SourcePlane) + ((long)forward.Filters * forward.OutputPlane)) * SimdWidth.Count <= MostGathered;

    /// <summary>Whether there are some tiles, and at most a quarter of their lanes is in vain.</summary>
    private static bool Fills(int images, int lanes) => images >= 2 * lanes && 4L * images >= 3L * Tiles(images, lanes) * lanes;
}
