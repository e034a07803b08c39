using NormSharp.Kernels.Optimizers;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reductions;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Steps of optimizers by kernels.</summary>
internal sealed class CpuOptimizers(Backend backend, ThreadTeam team) : OptimizerOperations(backend)
{
    /// <inheritdoc/>
    public override void Sgd(in SgdStep step, Tensor parameter, Tensor gradient, Tensor? velocity)
        => SgdKernel.Update(team, parameter.AsSpan(), gradient.AsSpan(), velocity is null ? default : velocity.AsSpan(), step);

    /// <inheritdoc/>
    public override void Adam(in AdamStep step, Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment)
        => AdamKernel.Update(team, parameter.AsSpan(), gradient.AsSpan(), firstMoment.AsSpan(), secondMoment.AsSpan(), step);

    /// <inheritdoc/>
    public override void SumOfSquares(Tensor x, Tensor result) => result.AsSpan<double>()[0] = SumOfSquaresKernel.Apply(team, x.AsSpan());
}
