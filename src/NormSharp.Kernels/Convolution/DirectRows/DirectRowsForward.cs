using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.DirectImages;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.DirectRows;

/// <summary>The forward pass by <see cref="RowCorrelation"/>.</summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class DirectRowsForward(WorkingSets sets) : ForwardAlgorithm
{
    public override string Name => "direct-rows";

    public override Verdict Judge(in ConvolutionGeometry g)
    {
        Correlation c = Correlations.OfForward(g);
        return c.Rows.Step != 1 || c.Columns.Step != 1 || !ImageShape.IsUnpadded(c)
            ? Verdict.Refuses("takes unpadded images at stride 1")
            : c.Columns.Output % sets.Lanes != 0 || c.OutputPlane % (2 * sets.Lanes) != 0
            ? Verdict.Refuses("rows of outputs are whole vectors, in pairs")
            : ImageShape.HasManyRegisters(sets.Lanes)
            ? Verdict.Loses("with 32 registers, blocks of 24 sums or products of patches are faster")
            : c.Filters < ImageShape.FewFilters
            ? Verdict.Loses($"below {ImageShape.FewFilters} filters too few sums hide the latency of a multiply-add")
            : !ImageShape.IsSmall(c) || (long)c.Channels * c.SourcePlane > sets.StagedImage
            ? Verdict.Loses("an image and its weights do not stay near the core")
            : Verdict.Wins("few channels and filters: images are read in place, nothing is copied");
    }

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads) =>
        RowCorrelation.ScratchLength(Correlations.OfForward(g));

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in ForwardOperands operands, float* scratch) =>
        RowCorrelation.Run(team, Correlations.OfForward(g, operands), scratch);
}
