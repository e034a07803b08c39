using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// Both passes over a few channels come before the next few: x is read from memory once. Sums are taken over the same cells in the same
/// order as by two loops, so the bits are the same.
/// </summary>
/// <param name="machine">The machine.</param>
internal sealed unsafe class ChannelwiseForward(MachineDescription machine) : BatchForward
{
    public override string Name => "channel-by-channel";

    public override Verdict Judge(in BatchProblem problem)
    {
        var layout = new ChannelLayout(problem.Planes, machine);
        var tasks = new ColumnTasks(layout, tensors: 1, machine, problem.Threads);
        Verdict verdict = tasks.Judge();
        return verdict.Pays && !layout.IsBeyondCaches ? Verdict.Loses("a cache holds the batch from one loop to the next") : verdict;
    }

    public override nuint ScratchLength(in BatchProblem problem, int threads) =>
        ColumnMemory.FloatsFor(new ReductionTiling(new ChannelLayout(problem.Planes, machine)));

    public override void Run(ThreadTeam team, Planes planes, in BatchSpans spans)
    {
        var tiling = new ReductionTiling(new ChannelLayout(planes, machine));
        var tasks = new ColumnTasks(tiling.Layout, tensors: 1, machine, team.Threads);
        using ThreadTeam.Lease lease = team.Reserve();
        var memory = new ColumnMemory(tiling, team.SharedScratch(ColumnMemory.FloatsFor(tiling)));
        fixed (float* x = spans.X, y = spans.Y, addend = spans.Addend, gamma = spans.Gamma, beta = spans.Beta)
        {
            fixed (double* mean = spans.Mean, m2 = spans.M2, invStd = spans.InvStd)
            {
                var data = new ChannelData { X = x, Coefficients = memory.Coefficients };
                var reduction = new ReductionBody<MomentTerm>(tiling, data, default, memory.Sums, pivot: true);
                var step = new MomentStep(memory, new ChannelPointers(mean, invStd, gamma, beta), m2, spans.Epsilon);
                var visitor = new Visitor(team, tasks, reduction, step, data, addend, y);
                spans.Activation.Dispatch(ref visitor);
            }
        }
    }

    private readonly struct Visitor(
        ThreadTeam team, ColumnTasks tasks, ReductionBody<MomentTerm> reduction, MomentStep step, ChannelData data, float* addend, float* y)
        : IEpilogueVisitor
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue
        {
            if (addend == null)
            {
                Run(new NormalizeTerm<TEpilogue>(epilogue));
            }
            else
            {
                Run(new NormalizeAddTerm<TEpilogue>(epilogue, addend));
            }
        }

        private void Run<TTerm>(TTerm term)
            where TTerm : unmanaged, IChannelTerm
        {
            var map = new MapBody<TTerm>(reduction.Layout, data, term, y);
            team.ForSimd(tasks.Count, new ColumnBody<MomentTerm, MomentStep, TTerm>(reduction, step, map, tasks));
        }
    }
}
