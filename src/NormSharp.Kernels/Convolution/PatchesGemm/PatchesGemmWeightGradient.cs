using NormSharp.Kernels.Convolution.BatchLanes;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.PatchesGemm;

/// <summary>
/// The gradient with respect to the weight as the matrix product dy · patches, for inputs with enough channels: an image is staged padded
/// and channel last, where the taps of a filter row lie together, so that patches are vectors without being copied out. Sums over a chunk
/// of images in float, then the chunks' sums in double, in order.
/// </summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class PatchesGemmWeightGradient(WorkingSets sets) : WeightGradientAlgorithm
{
    /// <summary>The share of lanes from which products of patches are faster than lanes of images.</summary>
    private const double NearlyFull = 0.9;

    /// <summary>Filters below which a product's tile has too few rows.</summary>
    private const int FewestFilters = 8;

    public override string Name => "patches-gemm";

    public override Verdict Judge(in ConvolutionGeometry g)
    {
        var columns = new PatchColumns(g, sets.Lanes);
        string filled = FormattableString.Invariant($"patches fill {100 * columns.Fill:0} % of their vectors");
        return g.OutChannelsPerGroup >= FewestFilters && columns.Fill >= NearlyFull
            ? Verdict.Wins(filled)
            : !columns.FillsVectors
            ? Verdict.Loses("a row of taps fills half a vector or less")
            : LaneChoice.JudgeGradient(Correlations.OfForward(g), sets).Pays
            ? Verdict.Loses($"{filled}, and the batch along the vectors pays")
            : Verdict.Wins($"{filled}, and the batch along the vectors does not pay");
    }

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads)
    {
        var columns = new PatchColumns(g, SimdWidth.Count);
        return columns.TableLength + PartialsLength(g, columns) + ((nuint)threads * columns.StagedLength);
    }

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in WeightGradientOperands operands, float* scratch)
    {
        var columns = new PatchColumns(g, SimdWidth.Count);
        int chunks = ImageChunks.Count(g, columns.Width);
        float* partials = scratch + columns.TableLength;
        columns.FillTables((nint*)scratch);
        var sums = new PatchesGemmBody
        {
            Geometry = g,
            Columns = columns,
            Tables = (nint*)scratch,
            Input = operands.Input,
            OutputGradient = operands.OutputGradient,
            Partials = partials,
            Workspace = partials + PartialsLength(g, columns),
            Chunks = chunks,
        };
        team.ForSimd(chunks * g.Groups * sums.FilterBlocks, sums);
        var merge = new WeightGradientMerge<PatchColumns>(
            partials, operands.WeightGradient, chunks, g.WeightLength, g.OutChannels, columns.Width, columns);
        team.ForDoubleSimd(merge.Tasks, merge);
    }

    private static nuint PartialsLength(in ConvolutionGeometry g, in PatchColumns columns) =>
        (nuint)ImageChunks.Count(g, columns.Width) * (nuint)g.OutChannels * (nuint)columns.Width;
}
