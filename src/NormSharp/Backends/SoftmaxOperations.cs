using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Softmax and its cross-entropy; by default one primitive at a time. All operands are contiguous.</summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
public class SoftmaxOperations(Backend backend)
{
    /// <summary>y = x − log Σ exp x along each row of [rows, classes].</summary>
    public virtual void LogSoftmax(Tensor x, Tensor y)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor perRow = scratch.Rent([x.Shape[0], 1]);
        Tensor work = scratch.Rent(x.Shape);
        Reduction rows = Rows(x);
        backend.Max(rows, x, perRow, []);
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
    public virtual double CrossEntropy(in CrossEntropy settings, Tensor logits, ReadOnlySpan<int> labels, Tensor logProbabilities)
    {
        LogSoftmax(logits, logProbabilities);
        var values = new double[logProbabilities.Length];
        backend.Read(logProbabilities, values);
        double[] targets = Targets(settings, labels, logits.Shape[1]);
        double loss = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // A class that is no target contributes nothing, also where its probability is 0.
            loss -= targets[i] == 0 ? 0 : targets[i] * values[i];
        }

        return loss;
    }

    /// <summary>The gradient of <see cref="CrossEntropy"/> by the logits, times <paramref name="upstream"/>.</summary>
    public virtual void CrossEntropyGradient(
        in CrossEntropy settings, Tensor logProbabilities, ReadOnlySpan<int> labels, double upstream, Tensor dLogits)
    {
        using var scratch = new ScratchMemory(backend);
        double[] targets = Targets(settings, labels, dLogits.Shape[1]);
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] *= -upstream;
        }

        Tensor dLogProbabilities = scratch.Rent(dLogits.Shape);
        backend.Write(targets, dLogProbabilities);
        LogSoftmaxGradient(logProbabilities, dLogProbabilities, dLogits);
    }

    private static Reduction Rows(Tensor x) => new(x.Shape[0], x.Shape[1], 1);

    /// <summary>How much of the mean loss each negative log-probability makes up.</summary>
    private double[] Targets(in CrossEntropy settings, ReadOnlySpan<int> labels, int classes)
    {
        var weights = new double[classes];
        Array.Fill(weights, 1);
        if (settings.ClassWeights is not null)
        {
            backend.Read(settings.ClassWeights, weights);
        }

        double total = 0;
        foreach (int label in labels)
        {
            total += weights[label];
        }

        var targets = new double[labels.Length * classes];
        for (int row = 0; row < labels.Length; row++)
        {
            for (int c = 0; c < classes; c++)
            {
                double target = (double)settings.LabelSmoothing / classes;
                target += c == labels[row] ? 1 - (double)settings.LabelSmoothing : 0;
                targets[(row * classes) + c] = target * weights[c] / total;
            }
        }

        return targets;
    }
}
