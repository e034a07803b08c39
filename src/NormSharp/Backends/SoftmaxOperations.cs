using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Softmax and its cross-entropy; by default one primitive at a time. All operands are contiguous.</summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
internal class SoftmaxOperations(Backend backend)
{
    /// <summary>y = x − log Σ exp x along each row of [rows, classes].</summary>
    public virtual void LogSoftmax(Tensor x, Tensor y)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor perRow = scratch.Rent([x.Shape[0], 1]);
        Tensor work = scratch.Rent(x.Shape);
        Reduction rows = Rows(x);
        backend.Max(rows, x, perRow, null);
        backend.Binary(BinaryOperation.Subtract, x, perRow.BroadcastTo(x.Shape), y);
        backend.Unary(UnaryOperation.Exp, y, work);
        backend.Sum(rows, work, perRow);
        backend.Unary(UnaryOperation.Log, perRow, perRow);
        backend.Binary(BinaryOperation.Subtract, y, perRow.BroadcastTo(x.Shape), y);
    }

    /// <summary>dx = dy − softmax·Σdy along each row, where y = log softmax.</summary>
    public virtual void LogSoftmaxGradient(Tensor y, Tensor dy, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor total = scratch.Rent([y.Shape[0], 1]);
        Tensor work = scratch.Rent(y.Shape);
        backend.Sum(Rows(y), dy, total);
        backend.Unary(UnaryOperation.Exp, y, work);
        backend.Binary(BinaryOperation.Multiply, work, total.BroadcastTo(y.Shape), work);
        backend.Binary(BinaryOperation.Subtract, dy, work, dx);
    }

    /// <summary>The mean cross-entropy of logits against labels; fills <paramref name="logProbabilities"/> for the backward pass.</summary>
    /// <param name="settings">Label smoothing and class weights.</param>
    /// <param name="logits">[rows, classes].</param>
    /// <param name="labels">The class of each row, as int32.</param>
    /// <param name="logProbabilities">[rows, classes]; written.</param>
    /// <param name="loss">One number; written.</param>
    public virtual void CrossEntropy(in CrossEntropy settings, Tensor logits, Tensor labels, Tensor logProbabilities, Tensor loss)
    {
        LogSoftmax(logits, logProbabilities);
        using var scratch = new ScratchMemory(backend);
        Tensor targets = Targets(scratch, settings, labels, logits.Shape);
        Tensor terms = scratch.Rent(logits.Shape);
        backend.Binary(BinaryOperation.Multiply, targets, logProbabilities, terms);

        // A class that is no target contributes nothing, also where its probability is 0.
        Tensor zero = scratch.Rent(logits.Shape);
        backend.Fill(zero, 0);
        backend.Select(targets, terms, zero, terms);
        backend.Sum(new Reduction(1, terms.Length, 1), terms, loss);
        backend.Affine(-1, 0, loss, loss);
    }

    /// <summary>The gradient of <see cref="CrossEntropy"/> by the logits, times <paramref name="upstream"/>, one number.</summary>
    public virtual void CrossEntropyGradient(
        in CrossEntropy settings, Tensor logProbabilities, Tensor labels, Tensor upstream, Tensor dLogits)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor targets = Targets(scratch, settings, labels, dLogits.Shape);
        backend.Affine(-1, 0, targets, targets);
        backend.Binary(BinaryOperation.Multiply, targets, upstream.View([1, 1]).BroadcastTo(targets.Shape), targets);
        LogSoftmaxGradient(logProbabilities, targets, dLogits);
    }

    private static Reduction Rows(Tensor x) => new(x.Shape[0], x.Shape[1], 1);

    /// <summary>How much of the mean loss each negative log-probability makes up.</summary>
    private Tensor Targets(ScratchMemory scratch, in CrossEntropy settings, Tensor labels, Shape shape)
    {
        int classes = shape[1];
        Tensor names = scratch.Rent([1, classes]);
        backend.Write<double>([.. Enumerable.Range(0, classes)], names);
        Tensor label = scratch.Rent([shape[0], 1]);
        backend.Copy(labels.View(label.Shape), label);
        Tensor targets = scratch.Rent(shape);
        backend.Binary(BinaryOperation.Equal, label.BroadcastTo(shape), names.BroadcastTo(shape), targets);
        Tensor total = scratch.Rent([1, 1]);
        backend.Fill(total, shape[0]);
        if (settings.ClassWeights is not null)
        {
            Tensor weights = settings.ClassWeights.View([1, classes]).BroadcastTo(shape);
            Tensor weighted = scratch.Rent(shape);
            backend.Binary(BinaryOperation.Multiply, targets, weights, weighted);
            backend.Sum(new Reduction(1, weighted.Length, 1), weighted, total);
            backend.Affine(1 - (double)settings.LabelSmoothing, (double)settings.LabelSmoothing / classes, targets, targets);
            backend.Binary(BinaryOperation.Multiply, targets, weights, targets);
        }
        else
        {
            backend.Affine(1 - (double)settings.LabelSmoothing, (double)settings.LabelSmoothing / classes, targets, targets);
        }

        backend.Binary(BinaryOperation.Divide, targets, total.BroadcastTo(shape), targets);
        return targets;
    }
}
