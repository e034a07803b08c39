using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Softmax;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Softmax and its cross-entropy by kernels.</summary>
internal sealed class CpuSoftmax(Backend backend, ThreadTeam team) : SoftmaxOperations(backend)
{
    /// <inheritdoc/>
    public override void LogSoftmax(Tensor x, Tensor y)
        => Kernels.Softmax.LogSoftmax.Apply(team, x.Shape[0], x.Shape[1], x.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    public override void CrossEntropy(
        in CrossEntropy settings, Tensor logits, Tensor labels, Tensor logProbabilities, Tensor loss)
        => loss.AsSpan()[0] = (float)SoftmaxCrossEntropy.Forward(
            team,
            logits.Shape[0],
            logits.Shape[1],
            logits.AsSpan(),
            new(labels.AsSpan<int>(), CpuSpans.OrNone(settings.ClassWeights), settings.LabelSmoothing),
            logProbabilities.AsSpan());

    /// <inheritdoc/>
    public override void CrossEntropyGradient(
        in CrossEntropy settings, Tensor logProbabilities, Tensor labels, Tensor upstream, Tensor dLogits)
        => SoftmaxCrossEntropy.Backward(
            team,
            dLogits.Shape[0],
            dLogits.Shape[1],
            logProbabilities.AsSpan(),
            new(labels.AsSpan<int>(), CpuSpans.OrNone(settings.ClassWeights), settings.LabelSmoothing),
            upstream.AsSpan()[0],
            dLogits.AsSpan());
}
