using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.InnerProducts;

/// <summary>
/// The gradient with respect to the weight as inner products along the positions: any geometry, meant for inputs with few channels. Sums
/// over a chunk of images in float, lane by lane, then the chunks' sums in double, in order.
/// </summary>
internal sealed unsafe class InnerProductsWeightGradient : WeightGradientAlgorithm
{
    public override string Name => "inner-products";

    public override Verdict Judge(in ConvolutionGeometry g) => Verdict.Wins("takes every geometry");

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads)
    {
        InnerProductsBody sums = Body(g, default);
        return sums.TableLength + PartialsLength(g) + ((nuint)threads * sums.WorkerLength);
    }

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in WeightGradientOperands operands, float* scratch)
    {
        InnerProductsBody sums = Body(g, operands);
        float* partials = scratch + sums.TableLength;
        sums = sums.WithScratch(scratch, partials, partials + PartialsLength(g));
        int chunks = ImageChunks.Count(g, Terms(g));
        team.ForSimd(chunks * g.Groups, sums);
        var merge = new WeightGradientMerge<SameOrder>(
            partials, operands.WeightGradient, chunks, g.WeightLength, g.OutChannels, Terms(g), default);
        team.ForDoubleSimd(merge.Tasks, merge);
    }

    private static InnerProductsBody Body(in ConvolutionGeometry g, in WeightGradientOperands operands) =>
        new(Correlations.OfForward(g, operands.Input), operands.OutputGradient, Terms(g), ImageChunks.Count(g, Terms(g)));

    private static int Terms(in ConvolutionGeometry g) => g.WeightLength / g.OutChannels;

    private static nuint PartialsLength(in ConvolutionGeometry g) =>
        (nuint)ImageChunks.Count(g, Terms(g)) * (nuint)g.WeightLength;
}
