using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>One way to take a batch's statistics and normalize it with them.</summary>
internal abstract class BatchForward : IAlgorithm<BatchProblem>
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract Verdict Judge(in BatchProblem problem);

    /// <inheritdoc/>
    public abstract nuint ScratchLength(in BatchProblem problem, int threads);

    /// <summary>Both passes over spans that fit.</summary>
    public abstract void Run(ThreadTeam team, Planes planes, in BatchSpans spans);
}
