using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>
/// The gradient with respect to 3×3 filters by the transposed algorithm: inputs and outputs' gradients are transformed tile by tile,
/// multiplied point by point, summed over the tiles, and only the sums are transformed to taps.
/// </summary>
/// <remarks>
/// Where the sums are small every thread has a chunk of its own; else tiles go through the caches in passes. Within a pass sums are in float, over passes in double; passes depend on the sizes alone. The
/// remarks on <see cref="WinogradCorrelation"/> hold.
/// </remarks>
internal static unsafe class WinogradWeightGradient
{
    /// <summary>Floats of a pass's transformed tiles that stay in a cache.</summary>
    public const long PassGoal = 2 << 20;

    /// <summary>dWeight of a forward pass.</summary>
    public static void Run(ThreadTeam team, in WinogradShape shape, float* x, float* dy, float* dWeight, long passGoal = PassGoal)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        var chunks = new WinogradChunks(shape);
        if (chunks.Pays)
        {
            ByChunks(team, shape, chunks, x, dy, dWeight);
        }
        else
        {
            ByPasses(team, shape, x, dy, dWeight, passGoal);
        }
    }

    /// <summary>Every chunk by itself, a few tiles at a time.</summary>
    private static void ByChunks(ThreadTeam team, in WinogradShape shape, WinogradChunks chunks, float* x, float* dy, float* dWeight)
    {
        var memory = new WinogradGradientMemory(shape, chunks.UnitsPerStep);
        nuint partials = (nuint)(chunks.Count * WinogradPoints.Products * memory.PointLength);
        float* scratch = team.SharedScratch(partials + ((nuint)team.Threads * (memory.SharedLength + memory.WorkerLength)));
        team.ForSimd(chunks.Count, new WinogradGradientChunk(memory, chunks, x, dy, scratch, scratch + partials));
        memory = memory.WithScratch(scratch + partials);
        team.ForDoubleSimd(WinogradPoints.Products, new WinogradGradientMerge(memory, scratch, chunks.Count));
        team.ForSimd(shape.Filters, new WinogradGradientTaps(memory, dWeight));
    }

    /// <summary>Tiles of a pass, then the sums of each point, with all threads.</summary>
    private static void ByPasses(ThreadTeam team, in WinogradShape shape, float* x, float* dy, float* dWeight, long passGoal)
    {
        long unit = (long)WinogradPoints.Products * shape.TileColumns * (shape.ChannelStride + shape.FilterStride);
        long passes = ((shape.Units * unit) + passGoal - 1) / passGoal;
        int units = (int)((shape.Units + passes - 1) / passes);
        var memory = new WinogradGradientMemory(shape, units);
        float* scratch = team.SharedScratch(memory.SharedLength + ((nuint)team.Threads * memory.WorkerLength));
        memory = memory.WithScratch(scratch);
        for (int first = 0; first < shape.Units; first += units)
        {
            int count = Math.Min(units, shape.Units - first);
            team.ForSimd(count, new WinogradGradientPoints(memory, x, dy, first));
            var sums = new WinogradGradientSums(memory, count * shape.TileColumns, isFirst: first == 0);
            team.ForSimd(sums.Tasks, sums);
        }

        team.ForSimd(shape.Filters, new WinogradGradientTaps(memory, dWeight));
    }
}
