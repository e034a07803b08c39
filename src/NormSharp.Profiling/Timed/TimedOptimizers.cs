using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Steps of optimizers under the clock.</summary>
internal sealed class TimedOptimizers(Backend backend, OptimizerOperations inner, KernelTimes times) : OptimizerOperations(backend)
{
    /// <inheritdoc/>
    public override void Sgd(in SgdStep step, Tensor parameter, Tensor gradient, Tensor? velocity)
    {
        using KernelTimes.Call call = times.Passes("sgd update", parameter, velocity is null ? 3 : 5);
        inner.Sgd(step, parameter, gradient, velocity);
    }

    /// <inheritdoc/>
    public override void Adam(in AdamStep step, Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment)
    {
        using KernelTimes.Call call = times.Passes("adam update", parameter, 7);
        inner.Adam(step, parameter, gradient, firstMoment, secondMoment);
    }

    /// <inheritdoc/>
    public override void SumOfSquares(Tensor x, Tensor result)
    {
        using KernelTimes.Call call = times.Passes("sum of squares", x, 1);
        inner.SumOfSquares(x, result);
    }
}
