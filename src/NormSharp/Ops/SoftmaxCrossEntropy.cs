using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>The cross-entropy, fused with the softmax.</summary>
internal static class SoftmaxCrossEntropy
{
    /// <summary>The mean over rows of −Σ target · log softmax(logits).</summary>
    /// <param name="logits">[rows, classes].</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="settings">Label smoothing and class weights.</param>
    /// <exception cref="ArgumentException">Not one label a row, or weights that are not one a class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    internal static Tensor CrossEntropy(this Tensor logits, ReadOnlySpan<int> labels, CrossEntropy settings = default)
    {
        if (logits.Rank != 2 || logits.Shape[0] != labels.Length || labels.Length == 0)
        {
            throw new ArgumentException(
                $"CrossEntropy takes logits [rows, classes] and one label a row; they have shape {logits.Shape}, and there are "
                    + $"{labels.Length} labels");
        }

        int classes = logits.Shape[1];
        if (settings.ClassWeights is { } weights && (weights.Rank != 1 || weights.Length != classes))
        {
            throw new ArgumentException($"CrossEntropy: class weights of shape {weights.Shape} for {classes} classes");
        }

        for (int row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(labels), $"the label of row {row} is {labels[row]}; the logits have {classes} classes, 0 to {classes - 1}");
            }
        }

        Tape tape = Tape.Of(logits);
        logits = tape.Operand(logits);
        if (settings.ClassWeights is not null)
        {
            settings = settings with { ClassWeights = tape.Operand(settings.ClassWeights) };
        }

        Tensor logProbabilities = tape.Rent(logits.Shape);
        Tensor loss = tape.Rent([]);
        Tensor targets = tape.Input(labels);
        tape.Backend.Softmax.CrossEntropy(settings, logits, targets, logProbabilities, loss);
        return tape.NeedsGradient(logits) ? tape.Record(loss, new CrossEntropyNode(settings, logits, targets, logProbabilities)) : loss;
    }

    private readonly struct CrossEntropyNode(CrossEntropy settings, Tensor logits, Tensor labels, Tensor logProbabilities) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dLogits = tape.Rent(logits.Shape);
            tape.Backend.Softmax.CrossEntropyGradient(settings, logProbabilities, labels, dy, dLogits);
            tape.Accumulate(logits, dLogits);
        }
    }
}
