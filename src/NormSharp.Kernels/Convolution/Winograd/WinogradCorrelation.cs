using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>
/// A 3×3 correlation by Winograd's minimal filtering, F(4×4, 3×3): each 6×6 tile of the source and each filter are transformed, multiplied
/// point by point (a matrix product over the channels for each of the 36 points), and transformed back: 36 products for 16 outputs
/// instead of 144.
/// </summary>
/// <remarks>
/// A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2016. The transforms cost digits, see <see cref="WinogradPoints"/>,
/// and an infinite input becomes NaN in the outputs of its tile.
/// </remarks>
internal static unsafe class WinogradCorrelation
{
    /// <summary>Floats of a task's transformed tiles and products that stay in the second-level cache.</summary>
    private const int TaskGoal = 128 << 10;

    /// <summary>Tiles of a task that make the rows of two of the tallest micro-kernels.</summary>
    private const int FewestTiles = 32;

    /// <summary>The forward pass.</summary>
    public static void Forward(
        ThreadTeam team, in WinogradShape shape, float* x, float* weight, float* bias, float* y, float* residual = null, Activation activation = default)
    {
        const int Area = WinogradPoints.Taps * WinogradPoints.Taps;
        Run(team, shape, x, y, bias, weight, channelStride: Area, filterStride: Area * shape.Channels, turned: false, residual, activation);
    }

    /// <summary>The gradient with respect to the input.</summary>
    public static void GradientInput(ThreadTeam team, in WinogradShape shape, float* dy, float* weight, float* dx)
    {
        const int Area = WinogradPoints.Taps * WinogradPoints.Taps;
        Run(team, shape, dy, dx, null, weight, channelStride: Area * shape.Filters, filterStride: Area, turned: true);
    }

    private static void Run(
        ThreadTeam team,
        in WinogradShape shape,
        float* source,
        float* output,
        float* bias,
        float* weight,
        nint channelStride,
        nint filterStride,
        bool turned,
        float* residual = null,
        Activation activation = default)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        var body = new WinogradBody(shape, UnitsPerTask(shape), source, bias, output, residual, activation);
        nuint worker = Math.Max(body.WorkerLength, WinogradFilters.WorkerLength(shape));
        float* scratch = team.SharedScratch(body.SharedLength + ((nuint)team.Threads * worker));
        body = body.WithScratch(scratch);
        team.ForSimd(
            shape.Channels, new WinogradFilters(shape, weight, channelStride, filterStride, turned, body.Filters, scratch + body.SharedLength));
        team.ForSimd(body.Tasks, body);
    }

    private static int UnitsPerTask(in WinogradShape shape)
    {
        long unit = (long)WinogradPoints.Products * shape.TileColumns * (shape.ChannelStride + shape.FilterStride);
        long fewest = (FewestTiles + shape.TileColumns - 1) / shape.TileColumns;
        return (int)Math.Max(fewest, Math.Min(TaskGoal / unit, shape.Units / 16));
    }
}
