using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Softmax and its cross-entropy under the clock.</summary>
internal sealed class TimedSoftmax(Backend backend, SoftmaxOperations inner, KernelTimes times)
    : SoftmaxOperations(backend)
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
    public override void CrossEntropy(in CrossEntropy settings, Tensor logits, Tensor labels, Tensor logProbabilities, Tensor loss)
    {
        using KernelTimes.Call call = times.Passes("cross-entropy", logits, 2);
        inner.CrossEntropy(settings, logits, labels, logProbabilities, loss);
    }

    /// <inheritdoc/>
    public override void CrossEntropyGradient(
        in CrossEntropy settings, Tensor logProbabilities, Tensor labels, Tensor upstream, Tensor dLogits)
    {
        using KernelTimes.Call call = times.Passes("cross-entropy, gradient", dLogits, 2);
        inner.CrossEntropyGradient(settings, logProbabilities, labels, upstream, dLogits);
    }
}
