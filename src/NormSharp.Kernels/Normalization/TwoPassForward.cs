using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>All statistics, then all values: two loops over the batch.</summary>
/// <param name="machine">The machine.</param>
internal sealed class TwoPassForward(MachineDescription machine) : BatchForward
{
    public override string Name => "two-passes";

    public override Verdict Judge(in BatchProblem problem) => Verdict.Wins("the second loop finds the batch in a cache, or neither does");

    public override nuint ScratchLength(in BatchProblem problem, int threads) =>
        ColumnMemory.FloatsFor(new ReductionTiling(new ChannelLayout(problem.Planes, machine)));

    public override void Run(ThreadTeam team, Planes planes, in BatchSpans spans)
    {
        ChannelStatistics.Compute(team, planes, spans.X, spans.Mean, spans.M2);
        double count = (double)planes.Batch * planes.Spatial;
        for (int c = 0; c < planes.Channels; c++)
        {
            spans.InvStd[c] = InverseDeviation.Of((spans.M2[c] / count) + spans.Epsilon);
        }

        var affine = new ChannelAffine(spans.Mean, spans.InvStd, spans.Gamma, spans.Beta);
        Normalize.Apply(team, planes, spans.X, affine, spans.Activation, spans.Y, spans.Addend);
    }
}
