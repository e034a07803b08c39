using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Plans;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>
/// Where the batch along the vectors is faster than an image's positions along them: small images, few channels, many images.
/// </summary>
internal static class LaneChoice
{
    /// <summary>The name of all passes.</summary>
    public const string Name = "batch-lanes";

    /// <summary>Outputs of a row from which on vectors along it are full often enough.</summary>
    private const int WidestRow = 32;

    /// <summary>Filters below which micro-kernels have too few sums to hide the latency of a multiply-add.</summary>
    private const int FewestFilters = 4;

    /// <summary>Terms below which a call for each position costs too much.</summary>
    private const int FewestTerms = 48;

    /// <summary>Weights for each lane from which on the products of patches as vectors are faster.</summary>
    private const int MostWeightsOfLane = 512;

    /// <summary>Floats of a tile beyond which a thread's memory would be more than half a gigabyte.</summary>
    private const long LargestTile = 128 << 20;

    /// <summary>Tiles of so many lanes.</summary>
    public static int Tiles(int images, int lanes) => (images + lanes - 1) / lanes;

    /// <summary>What <see cref="LaneCorrelation"/> says of a correlation; its tiles have two vectors of images.</summary>
    public static Verdict JudgeCorrelation(in Correlation c, WorkingSets sets)
    {
        int tile = 2 * sets.Lanes;
        return !c.IsContiguous
            ? Verdict.Refuses("takes strides of 1 only")
            : TileLength(c, c.Rows.Source + c.Rows.Taps, c.Columns.Source + c.Columns.Taps, tile) > LargestTile
            ? Verdict.Refuses("a tile of images takes more than half a gigabyte")
            : !Fills(c.Images, tile)
            ? Verdict.Loses($"a batch of {c.Images} fills too few tiles of {tile}")
            : JudgeRows(c) ?? (c.Terms < FewestTerms && c.Filters != LaneSix.Filters
            ? Verdict.Loses($"below {FewestTerms} terms a call for each position costs too much, but for {LaneSix.Filters} filters")
            : (long)c.Filters * c.Terms > sets.TileWeights
            ? Verdict.Loses("the weights do not stay in a cache beside a tile")
            : (long)c.Channels * c.SourcePlane * tile > sets.TileSource
            ? Verdict.Loses("a tile of images does not stay in the second-level cache")
            : Verdict.Wins("small images, few channels, many images: vectors along the batch are full however narrow a row is"));
    }

    /// <summary>What <see cref="BatchLanesWeightGradient"/> says of a forward pass; its tiles have one vector of images.</summary>
    public static Verdict JudgeGradient(in Correlation c, WorkingSets sets) =>
        TileLength(c, LaneWeightGradientBody.Extent(c.Rows), LaneWeightGradientBody.Extent(c.Columns), sets.Lanes) > LargestTile
            ? Verdict.Refuses("a tile of images takes more than half a gigabyte")
            : !Fills(c.Images, 2 * sets.Lanes)
            ? Verdict.Loses($"a batch of {c.Images} fills too few tiles of {2 * sets.Lanes}")
            : JudgeRows(c) ?? ((long)c.Filters * c.Terms > (long)MostWeightsOfLane * sets.Lanes
            ? Verdict.Loses("so many weights are summed faster with patches as vectors")
            : (((long)c.Channels * c.SourcePlane) + ((long)c.Filters * c.OutputPlane)) * sets.Lanes > sets.TileAndGradients
            ? Verdict.Loses("a tile of images and gradients does not stay in the second-level cache")
            : Verdict.Wins("small images, few channels, many images: vectors along the batch are full however narrow a row is"));

    private static Verdict? JudgeRows(in Correlation c) =>
        c.Columns.Output > WidestRow
            ? Verdict.Loses($"rows of {c.Columns.Output} outputs fill vectors well enough")
            : c.Filters < FewestFilters
            ? Verdict.Loses($"below {FewestFilters} filters too few sums hide the latency of a multiply-add")
            : null;

    private static long TileLength(in Correlation c, int rows, int columns, int tile) =>
        (((long)c.Channels * rows * columns) + ((long)c.Filters * c.OutputPlane)) * tile;

    /// <summary>Whether there are some tiles, and at most a quarter of their lanes is in vain.</summary>
    private static bool Fills(int images, int lanes) => images >= 2 * lanes && 4L * images >= 3L * Tiles(images, lanes) * lanes;
}
