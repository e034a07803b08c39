using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>
/// The gradient with respect to the weight for few channels and few filters, with an image's positions along the vectors: every tap's
/// products are added up lane by lane over a chunk of the batch, then over the lanes, then over the chunks in double, in order. Nothing
/// is copied unless the input is padded.
/// </summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class DirectImagesWeightGradient(WorkingSets sets) : WeightGradientAlgorithm
{
    /// <summary>Images below which the sums of chunks are more work than the products.</summary>
    private const int FewestImages = 8;

    /// <summary>Vectors of outputs below which the weight's sums are fetched and put away too often.</summary>
    private const int LeastVectors = 16;

    public override string Name => ImageShape.Name;

    protected override bool SumsBias => true;

    public override Verdict Judge(in ConvolutionGeometry g)
    {
        Correlation c = Correlations.OfForward(g);
        return !ImageShape.HalvesLieInRows(c, sets.Lanes)
            ? Verdict.Refuses("strides are 1, and halves of vectors of outputs lie in one row")
            : ImageShape.HasManyRegisters(sets.Lanes) && c.Filters < ImageShape.FewFilters
            ? Verdict.Refuses($"a register block has {ImageShape.FewFilters} filters")
            : !ImageShape.HasManyRegisters(sets.Lanes) && (c.Filters % ImageShape.ManyFilters != 0 || c.Columns.Output % sets.Lanes != 0)
            ? Verdict.Refuses($"a register block has {ImageShape.ManyFilters} filters and vectors of outputs that lie in one row")
            : !ImageShape.IsSmall(c)
            ? Verdict.Loses($"more than {ImageShape.MostFilters} filters or {ImageShape.MostTerms} terms leave the first-level cache")
            : !ImageShape.HasManyRegisters(sets.Lanes) && !IsClose(c)
            ? Verdict.Loses("blocks of 12 sums read image and gradients too often from beyond the first-level cache")
            : c.Images < FewestImages
            ? Verdict.Loses($"below {FewestImages} images merging the chunks' sums costs more than the products")
            : c.OutputPlane < LeastVectors * sets.Lanes
            ? Verdict.Loses($"below {LeastVectors} vectors of outputs the sums are fetched and put away too often")
            : Verdict.Wins("few channels and filters: image and gradients stay in the first-level cache, and the bias is summed beside");
    }

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads)
    {
        var body = new ImageWeightGradientBody(Correlations.OfForward(g), null, sumsBias: false);
        return body.SharedLength + ((nuint)threads * body.WorkerLength);
    }

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in WeightGradientOperands operands, float* scratch)
    {
        Correlation forward = Correlations.OfForward(g, operands.Input);
        int filters = g.OutChannels;
        ImageWeightGradientBody body = new ImageWeightGradientBody(
            forward, operands.OutputGradient, operands.BiasGradient != null).WithScratch(scratch);
        team.ForSimd(body.Tasks, body);
        var merge = new WeightGradientMerge<SameOrder>(
            body.Partials, operands.WeightGradient, body.Chunks, filters * forward.Terms, filters, forward.Terms, default);
        team.ForDoubleSimd(merge.Tasks, merge);
        for (int filter = 0; operands.BiasGradient != null && filter < filters; filter++)
        {
            double sum = 0;
            for (int chunk = 0; chunk < body.Chunks; chunk++)
            {
                sum += body.BiasPartials[((nint)chunk * filters) + filter];
            }

            operands.BiasGradient[filter] = (float)sum;
        }
    }

    /// <summary>Whether image and gradients stay in the first-level cache while blocks of 12 sums read them again and again.</summary>
    private bool IsClose(in Correlation c) =>
        ((long)c.Channels * c.SourcePlane) + ((long)ImageShape.ManyFilters * c.OutputPlane) <= sets.ImageAndGradients;
}
