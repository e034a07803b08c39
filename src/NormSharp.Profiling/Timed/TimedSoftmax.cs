using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Softmax and its cross-entropy under the clock.</summary>
internal sealed class TimedSoftmax(Backend backend, SoftmaxOperations inner, KernelTimes times) : SoftmaxOperations(backend)
{
    /// <inheritdoc/>
    public override void LogSoftmax(Tensor x, Tensor y)
    {
        using KernelTimes.Call call = times.Passes("log softmax", x, 2);
        inner.LogSoftmax(x, y);
    }

    /// <inheritdoc/>
    public override void LogSoftmaxGradient(Tensor y, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = times.Passes("log softmax, gradient", y, 3);
        inner.LogSoftmaxGradient(y, dy, dx);
    }

    /// <inheritdoc/>
    public override double CrossEntropy(in CrossEntropy settings, Tensor logits, ReadOnlySpan<int> labels, Tensor logProbabilities)
    {
        using KernelTimes.Call call = times.Passes("cross-entropy", logits, 2);
        return inner.CrossEntropy(settings, logits, labels, logProbabilities);
    }

    /// <inheritdoc/>
    public override void CrossEntropyGradient(
        in CrossEntropy settings, Tensor logProbabilities, ReadOnlySpan<int> labels, double upstream, Tensor dLogits)
    {
        using KernelTimes.Call call = times.Passes("cross-entropy, gradient", dLogits, 2);
        inner.CrossEntropyGradient(settings, logProbabilities, labels, upstream, dLogits);
    }
}
