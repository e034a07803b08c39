using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>The forward pass by <see cref="LaneCorrelation"/>.</summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class BatchLanesForward(WorkingSets sets) : ForwardAlgorithm
{
    public override string Name => LaneChoice.Name;

    public override Verdict Judge(in ConvolutionGeometry g) => LaneChoice.JudgeCorrelation(Correlations.OfForward(g), sets);

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads) =>
        LaneCorrelation.ScratchLength(Correlations.OfForward(g), sets.LaneBand, threads);

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in ForwardOperands operands, float* scratch) =>
        LaneCorrelation.Run(team, Correlations.OfForward(g, operands), sets.LaneBand, scratch);
}
