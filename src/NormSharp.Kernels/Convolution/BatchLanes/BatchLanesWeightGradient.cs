using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>
/// The gradient with respect to the weight for small images, with the batch along the vectors: every tap's products are added up lane by
/// lane over the positions and tiles of a chunk of the batch, then over the lanes, then over the chunks in double, in order.
/// </summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class BatchLanesWeightGradient(WorkingSets sets) : WeightGradientAlgorithm
{
    public override string Name => LaneChoice.Name;

    public override Verdict Judge(in ConvolutionGeometry g) => LaneChoice.JudgeGradient(Correlations.OfForward(g), sets);

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads)
    {
        var body = new LaneWeightGradientBody(Correlations.OfForward(g), null);
        return body.SharedLength + ((nuint)threads * body.WorkerLength);
    }

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in WeightGradientOperands operands, float* scratch)
    {
        Correlation forward = Correlations.OfForward(g, operands.Input);
        LaneWeightGradientBody body = new LaneWeightGradientBody(forward, operands.OutputGradient).WithScratch(scratch);
        team.ForSimd(body.Tasks, body);
        var merge = new WeightGradientMerge<SameOrder>(
            body.Partials, operands.WeightGradient, body.Chunks, g.WeightLength, g.OutChannels, forward.Terms, default);
        team.ForDoubleSimd(merge.Tasks, merge);
    }
}
