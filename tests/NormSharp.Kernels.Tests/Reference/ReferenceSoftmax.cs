using System.Numerics;
using NormSharp.Kernels.Softmax;

namespace NormSharp.Kernels.Tests.Reference;

/// <summary>
/// The naive twin of <see cref="Softmax.Softmax"/>, <see cref="LogSoftmax"/> and <see cref="SoftmaxCrossEntropy"/>: the definitions, any
/// number type. Empty class weights mean 1.
/// </summary>
internal static class ReferenceSoftmax
{
    /// <summary>y = x − log Σ e^x over each row.</summary>
    public static void LogSoftmax<T>(int rows, int classes, ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<T> logits = x.Slice(row * classes, classes);
            T max = logits[0];
            foreach (T logit in logits)
            {
                max = T.Max(max, logit);
            }

            T sum = T.Zero;
            foreach (T logit in logits)
            {
                sum += T.Exp(logit - max);
            }

            for (int c = 0; c < classes; c++)
            {
                y[(row * classes) + c] = logits[c] - max - T.Log(sum);
            }
        }
    }

    /// <summary>Σ −q·w·log p / Σ w[label], with the smoothed targets q = (1 − ε)·1[label] + ε/K.</summary>
    public static T CrossEntropy<T>(
        int rows, int classes, ReadOnlySpan<T> logProbabilities, ReadOnlySpan<int> labels, ReadOnlySpan<T> classWeights, T labelSmoothing)
        where T : IFloatingPointIeee754<T>
    {
        T loss = T.Zero;
        for (int i = 0; i < rows * classes; i++)
        {
            T q = Target(classes, labels, labelSmoothing, i);
            loss -= T.IsZero(q) ? T.Zero : q * Weight(classWeights, i % classes) * logProbabilities[i];
        }

        return loss / TotalWeight(labels, classWeights);
    }

    /// <summary>∂loss/∂x[c] = upstream·Σ over k of q[k]·w[k]·(p[c] − 1[k = c]) / Σ w[label].</summary>
    public static void CrossEntropyGradient<T>(
        int rows,
        int classes,
        ReadOnlySpan<T> logProbabilities,
        ReadOnlySpan<int> labels,
        ReadOnlySpan<T> classWeights,
        T labelSmoothing,
        T upstream,
        Span<T> dLogits)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows * classes; i++)
        {
            T sum = T.Zero;
            for (int k = 0; k < classes; k++)
            {
                T q = Target(classes, labels, labelSmoothing, (i / classes * classes) + k);
                sum += q * Weight(classWeights, k) * (T.Exp(logProbabilities[i]) - (k == i % classes ? T.One : T.Zero));
            }

            dLogits[i] = upstream * sum / TotalWeight(labels, classWeights);
        }
    }

    private static T Target<T>(int classes, ReadOnlySpan<int> labels, T labelSmoothing, int i)
        where T : IFloatingPointIeee754<T> =>
        (i % classes == labels[i / classes] ? T.One - labelSmoothing : T.Zero) + (labelSmoothing / T.CreateChecked(classes));

    private static T Weight<T>(ReadOnlySpan<T> classWeights, int c)
        where T : IFloatingPointIeee754<T> => classWeights.IsEmpty ? T.One : classWeights[c];

    private static T TotalWeight<T>(ReadOnlySpan<int> labels, ReadOnlySpan<T> classWeights)
        where T : IFloatingPointIeee754<T>
    {
        T total = T.Zero;
        foreach (int label in labels)
        {
            total += Weight(classWeights, label);
        }

        return total;
    }
}
