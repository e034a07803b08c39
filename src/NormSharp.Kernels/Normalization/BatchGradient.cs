using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>One way to take the gradient of a batch normalized with its own statistics.</summary>
internal abstract class BatchGradient : IAlgorithm<BatchProblem>
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract Verdict Judge(in BatchProblem problem);

    /// <inheritdoc/>
    public abstract nuint ScratchLength(in BatchProblem problem, int threads);

    /// <summary>Both passes over spans that fit.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x, y and dx.</param>
    /// <param name="pooling">The windows that were averaged over y, whose gradient dy then is; or nothing.</param>
    /// <param name="spans">What is read.</param>
    /// <param name="count">Values per channel that the statistics were taken over.</param>
    /// <param name="results">What is written.</param>
    public abstract void Run(
        ThreadTeam team, Planes planes, in PoolingGeometry pooling, in GradientSpans spans, double count, in GradientResults results);
}
