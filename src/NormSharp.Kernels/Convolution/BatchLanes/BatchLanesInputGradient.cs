using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>The gradient with respect to the input at stride 1 by <see cref="LaneCorrelation"/>: dy with flipped filters.</summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class BatchLanesInputGradient(WorkingSets sets) : InputGradientAlgorithm
{
    public override string Name => LaneChoice.Name;

    public override Verdict Judge(in ConvolutionGeometry g) =>
        g is { StrideHeight: 1, StrideWidth: 1 }
            ? LaneChoice.JudgeCorrelation(Correlations.OfInputGradient(g, 0, 0), sets)
            : Verdict.Refuses("takes strides of 1 only");

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads) =>
        LaneCorrelation.ScratchLength(Correlations.OfInputGradient(g, 0, 0), sets.LaneBand, threads) + (nuint)g.WeightLength;

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in InputGradientOperands operands, float* scratch)
    {
        Correlation correlation = Correlations.OfInputGradient(g, 0, 0, operands);
        float* flipped = scratch + LaneCorrelation.ScratchLength(correlation, sets.LaneBand, team.Threads);
        team.For(g.InChannels, new Flip(g, operands.Weight, flipped, Correlations.RowTaps(g, 0), Correlations.ColumnTaps(g, 0)));
        LaneCorrelation.Run(team, correlation with { Weight = flipped }, sets.LaneBand, scratch);
    }
}
