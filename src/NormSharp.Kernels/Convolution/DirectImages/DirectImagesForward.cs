using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>The forward pass by <see cref="ImageCorrelation"/>.</summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class DirectImagesForward(WorkingSets sets) : ForwardAlgorithm
{
    /// <summary>Tap rows times filters below which staging is not worth its copies.</summary>
    private const int LeastUses = 24;

    public override string Name => ImageShape.Name;

    public override Verdict Judge(in ConvolutionGeometry g)
    {
        Correlation c = Correlations.OfForward(g);
        return c.Filters < ImageShape.FewFilters || c.OutputPlane < ImageShape.Vectors * sets.Lanes
            ? Verdict.Refuses($"a register block is {ImageShape.FewFilters} filters by {ImageShape.Vectors} vectors of an image's outputs")
            : !ImageShape.HasManyRegisters(sets.Lanes)
            ? Verdict.Loses("a block of 24 sums needs the 32 registers that come with vectors of 512 bits")
            : !ImageShape.IsSmall(c)
            ? Verdict.Loses($"more than {ImageShape.MostFilters} filters or {ImageShape.MostTerms} terms leave the first-level cache")
            : c.Rows.Step != 1 || c.Columns.Step != 1
            ? Verdict.Loses("staging every second column pays by larger bands")
            : c.Filters * c.Rows.Taps < LeastUses
            ? Verdict.Loses("too few filters and tap rows use what is staged")
            : Staging.LengthAtStrideOne(c, sets.Lanes) > (nuint)sets.StagedImage
            ? Verdict.Loses("a staged image does not fit the first-level cache")
            : Verdict.Wins("few channels and filters: an image stays in the first-level cache, 24 sums in registers");
    }

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads) =>
        ImageCorrelation.ScratchLength(Correlations.OfForward(g), threads);

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in ForwardOperands operands, float* scratch) =>
        ImageCorrelation.Run(team, Correlations.OfForward(g, operands), scratch);
}
