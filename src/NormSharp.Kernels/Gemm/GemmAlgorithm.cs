using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>One way to multiply two matrices.</summary>
internal abstract class GemmAlgorithm : IAlgorithm<GemmShape>
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract Verdict Judge(in GemmShape shape);

    /// <inheritdoc/>
    public abstract nuint ScratchLength(in GemmShape shape, int threads);

    /// <summary>C = A·B (+ C) (+ bias), for a shape that it accepts and an M and N above 0.</summary>
    public abstract void Run(ThreadTeam team, in GemmShape shape, in ProductOperands operands);
}
