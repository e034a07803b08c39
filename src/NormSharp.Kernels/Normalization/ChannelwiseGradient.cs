using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// Both backward passes over a few channels come before the next few: x and dy are read from memory once. The bits are those of two loops.
/// </summary>
/// <param name="machine">The machine.</param>
internal sealed class ChannelwiseGradient(MachineDescription machine) : BatchGradient
{
    public override string Name => "channel-by-channel";

    public override Verdict Judge(in BatchProblem problem) =>
        new ColumnTasks(new ChannelLayout(problem.Planes, machine), tensors: 2, machine, problem.Threads).Judge();

    public override nuint ScratchLength(in BatchProblem problem, int threads) =>
        ColumnMemory.FloatsFor(new ReductionTiling(new ChannelLayout(problem.Planes, machine)));

    public override void Run(
        ThreadTeam team, Planes planes, in PoolingGeometry pooling, in GradientSpans spans, double count, in GradientResults results)
    {
        var tiling = new ReductionTiling(new ChannelLayout(planes, machine));
        var tasks = new ColumnTasks(tiling.Layout, tensors: 2, machine, team.Threads);
        BothPasses.Run(team, tiling, pooling, spans, count, results, new Loop(tasks));
    }

    private readonly struct Loop(ColumnTasks tasks) : IGradientLoop
    {
        public void Run<TReduction, TMap>(
            ThreadTeam team, ReductionTiling tiling, ReductionBody<TReduction> reduction, GradientStep step, MapBody<TMap> map)
            where TReduction : unmanaged, IChannelTerm
            where TMap : unmanaged, IChannelTerm =>
            team.ForSimd(tasks.Count, new ColumnBody<TReduction, GradientStep, TMap>(reduction, step, map, tasks));
    }
}
