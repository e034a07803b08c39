using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Softmax, its logarithm, and the cross-entropy fused with it.</summary>
public static class SoftmaxFunctions
{
    /// <summary>x − log Σ exp x along the innermost dimension.</summary>
    public static Tensor LogSoftmax(this Tensor x)
    {
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Softmax.LogSoftmax(Rows(x), Rows(y));
        return tape.NeedsGradient(x) ? tape.Record(y, new LogSoftmaxNode(x, y)) : y;
    }

    /// <summary>exp x / Σ exp x along the innermost dimension.</summary>
    public static Tensor Softmax(this Tensor x) => x.LogSoftmax().Exp();

    /// <summary>The mean over rows of −Σ target · log softmax(logits).</summary>
    /// <param name="logits">[rows, classes].</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="settings">Label smoothing and class weights.</param>
    /// <exception cref="ArgumentException">Not one label a row, or weights that are not one a class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    public static Tensor CrossEntropy(this Tensor logits, ReadOnlySpan<int> labels, CrossEntropy settings = default)
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

    private static Tensor Rows(Tensor x)
        => x.Rank == 2 ? x : x.View([x.Rank == 0 || x.Shape[^1] == 0 ? x.Length : x.Length / x.Shape[^1], x.Rank == 0 ? 1 : x.Shape[^1]]);

    private readonly struct LogSoftmaxNode(Tensor x, Tensor y) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Softmax.LogSoftmaxGradient(Rows(y), Rows(dy), Rows(dx));
            tape.Accumulate(x, dx);
        }
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
