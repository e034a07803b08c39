using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>All sums, then the gradient of all values: two loops over the batch.</summary>
/// <param name="machine">The machine.</param>
internal sealed class TwoPassGradient(MachineDescription machine) : BatchGradient
{
    public override string Name => "two-passes";

    public override Verdict Judge(in BatchProblem problem) => Verdict.Wins("channels fit no cache, or are too few to be shared out");

    public override nuint ScratchLength(in BatchProblem problem, int threads) =>
        ColumnMemory.FloatsFor(new ReductionTiling(new ChannelLayout(problem.Planes, machine)));

    public override void Run(
        ThreadTeam team, Planes planes, in PoolingGeometry pooling, in GradientSpans spans, double count, in GradientResults results)
    {
        if (pooling.Planes > 0)
        {
            BothPasses.Run(team, new ReductionTiling(new ChannelLayout(planes, machine)), pooling, spans, count, results, default(Loop));
            return;
        }

        NormalizeGradient.Reduce(team, planes, spans, results.SumDz, results.SumDzXHat);
        NormalizeGradient.ThroughBatchStatistics(team, planes, spans, new(results.SumDz, results.SumDzXHat, count), results.Dx);
    }

    private readonly struct Loop : IGradientLoop
    {
        public void Run<TReduction, TMap>(
            ThreadTeam team, ReductionTiling tiling, ReductionBody<TReduction> reduction, GradientStep step, MapBody<TMap> map)
            where TReduction : unmanaged, IChannelTerm
            where TMap : unmanaged, IChannelTerm
        {
            team.ForSimd(tiling.Tasks, reduction);
            for (int column = 0; column < tiling.Layout.Columns; column++)
            {
                step.Finish(column);
            }

            team.ForSimd(map.Tasks, map);
        }
    }
}
