using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>
/// A 3×3 correlation by Winograd's minimal filtering, F(4×4, 3×3): each 6×6 tile of the source and each filter are transformed, multiplied
/// point by point (a matrix product over the channels for each of the 36 points), and transformed back: 36 products for 16 outputs
/// instead of 144.
/// </summary>
/// <remarks>
/// A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2016. The transforms cost digits, see
/// <see cref="WinogradPoints"/>, and an infinite input becomes NaN in the outputs of its tile.
/// </remarks>
internal static unsafe class WinogradCorrelation
{
    /// <summary>Tiles of a task that make the rows of two of the tallest micro-kernels.</summary>
    private const int FewestTiles = 32;

    /// <summary>Floats of scratch memory that <see cref="Run"/> needs.</summary>
    public static nuint ScratchLength(in WinogradShape shape, int taskFloats, int threads)
    {
        var body = new WinogradBody(shape, UnitsPerTask(shape, taskFloats), default);
        return body.SharedLength + ((nuint)threads * Math.Max(body.WorkerLength, WinogradFilters.WorkerLength(shape)));
    }

    /// <summary>Transforms the filters, then runs tasks of a few rows of tiles; the caller holds the team and the scratch memory.</summary>
    public static void Run(ThreadTeam team, in WinogradShape shape, in WinogradOperands operands, int taskFloats, float* scratch)
    {
        WinogradBody body = new WinogradBody(shape, UnitsPerTask(shape, taskFloats), operands).WithScratch(scratch);
        team.ForSimd(shape.Channels, new WinogradFilters(shape, operands, body.Filters, scratch + body.SharedLength));
        team.ForSimd(body.Tasks, body);
    }

    private static int UnitsPerTask(in WinogradShape shape, int taskFloats)
    {
        long unit = (long)WinogradPoints.Products * shape.TileColumns * (shape.ChannelStride + shape.FilterStride);
        long fewest = (FewestTiles + shape.TileColumns - 1) / shape.TileColumns;
        return (int)Math.Max(fewest, Math.Min(taskFloats / unit, shape.Units / 16));
    }
}
