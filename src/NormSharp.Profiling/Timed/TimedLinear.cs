using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>The fully connected map under the clock.</summary>
internal sealed class TimedLinear(Backend backend, LinearOperations inner, KernelTimes times) : LinearOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        using KernelTimes.Call call = times.Start(
            "linear", x.Shape, weight.Shape, KernelWork.Product(1, x.Shape[0], weight.Shape[0], x.Shape[1]), Algorithm(x, weight));
        inner.Forward(x, weight, bias, y);
    }

    /// <inheritdoc/>
    public override void ForwardThen(Tensor x, Tensor weight, Tensor? bias, Activation activation, Tensor y, string? algorithm = null)
    {
        using KernelTimes.Call call = times.Start(
            "linear, fused",
            x.Shape,
            weight.Shape,
            KernelWork.Product(1, x.Shape[0], weight.Shape[0], x.Shape[1]),
            algorithm ?? Algorithm(x, weight));
        inner.ForwardThen(x, weight, bias, activation, y, algorithm);
    }

    /// <inheritdoc/>
    public override KernelChoice Choice(Tensor x, Tensor weight) => inner.Choice(x, weight);

    private string? Algorithm(Tensor x, Tensor weight) => (inner as CpuLinear)?.ChosenAlgorithm(x, weight);
}
