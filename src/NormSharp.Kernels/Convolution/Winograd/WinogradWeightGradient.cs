using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>
/// The gradient with respect to 3×3 filters by the transposed algorithm: inputs and outputs' gradients are transformed tile by tile,
/// multiplied point by point, summed over the tiles, and only the sums are transformed to taps.
/// </summary>
/// <remarks>
/// Where the sums are small every thread has a chunk of its own; else tiles go through the caches in passes. Within a pass sums are in
/// float, over passes in double; passes depend on the sizes alone. The remarks on <see cref="WinogradCorrelation"/> hold.
/// </remarks>
/// <param name="passGoal">Floats of a pass's transformed tiles: a power of two near which the choice was measured. It decides bits.</param>
internal sealed unsafe class WinogradWeightGradient(long passGoal = WinogradWeightGradient.PassGoal) : WeightGradientAlgorithm
{
    /// <summary>8 MB: smaller passes took longer at 64 channels of 8×8, larger ones at 16 of 32×32 leave the cache.</summary>
    public const long PassGoal = 2 << 20;

    public override string Name => WinogradChoice.Name;

    public override Verdict Judge(in ConvolutionGeometry g) => WinogradChoice.Judge(WinogradShape.Of(g));

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads)
    {
        WinogradShape shape = WinogradShape.Of(g)!.Value;
        var chunks = new WinogradChunks(shape);
        if (!chunks.Pays)
        {
            var shared = new WinogradGradientMemory(shape, UnitsOfPass(shape));
            return shared.SharedLength + ((nuint)threads * shared.WorkerLength);
        }

        var own = new WinogradGradientMemory(shape, chunks.UnitsPerStep);
        return PartialsLength(chunks, own) + ((nuint)threads * (own.SharedLength + own.WorkerLength));
    }

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in WeightGradientOperands operands, float* scratch)
    {
        WinogradShape shape = WinogradShape.Of(g)!.Value;
        var chunks = new WinogradChunks(shape);
        if (chunks.Pays)
        {
            ByChunks(team, shape, chunks, operands, scratch);
        }
        else
        {
            ByPasses(team, shape, UnitsOfPass(shape), operands, scratch);
        }
    }

    /// <summary>Every chunk by itself, a few tiles at a time.</summary>
    private static void ByChunks(
        ThreadTeam team, in WinogradShape shape, WinogradChunks chunks, in WeightGradientOperands operands, float* scratch)
    {
        var memory = new WinogradGradientMemory(shape, chunks.UnitsPerStep);
        float* workspace = scratch + PartialsLength(chunks, memory);
        team.ForSimd(
            chunks.Count, new WinogradGradientChunk(memory, chunks, operands.Input, operands.OutputGradient, scratch, workspace));
        memory = memory.WithScratch(workspace);
        team.ForDoubleSimd(WinogradPoints.Products, new WinogradGradientMerge(memory, scratch, chunks.Count));
        team.ForSimd(shape.Filters, new WinogradGradientTaps(memory, operands.WeightGradient));
    }

    /// <summary>Tiles of a pass, then the sums of each point, with all threads.</summary>
    private static void ByPasses(ThreadTeam team, in WinogradShape shape, int units, in WeightGradientOperands operands, float* scratch)
    {
        WinogradGradientMemory memory = new WinogradGradientMemory(shape, units).WithScratch(scratch);
        for (int first = 0; first < shape.Units; first += units)
        {
            int count = Math.Min(units, shape.Units - first);
            team.ForSimd(count, new WinogradGradientPoints(memory, operands.Input, operands.OutputGradient, first));
            var sums = new WinogradGradientSums(memory, count * shape.TileColumns, isFirst: first == 0);
            team.ForSimd(sums.Tasks, sums);
        }

        team.ForSimd(shape.Filters, new WinogradGradientTaps(memory, operands.WeightGradient));
    }

    private static nuint PartialsLength(in WinogradChunks chunks, in WinogradGradientMemory memory) =>
        (nuint)(chunks.Count * WinogradPoints.Products * memory.PointLength);

    private int UnitsOfPass(in WinogradShape shape)
    {
        long unit = (long)WinogradPoints.Products * shape.TileColumns * (shape.ChannelStride + shape.FilterStride);
        long passes = Math.Max(1, ((shape.Units * unit) + passGoal - 1) / passGoal);
        return (int)((shape.Units + passes - 1) / passes);
    }
}
