using NormSharp.Autograd;
using NormSharp.Data;
using NormSharp.Losses;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>
/// The loss that a training step learns from: cross-entropy with label smoothing and class weights, over images that may be mixed.
/// </summary>
/// <remarks>
/// A mixed image counts for both of its labels, each by its share: −Σᵢ Σₖ wₖ tᵢₖ log pᵢₖ / Σᵢ Σₖ wₖ mᵢₖ, where m has the shares and t is m
/// smoothed.
/// </remarks>
internal sealed class StepLoss
{
    private readonly CrossEntropyLoss _plain;
    private readonly double _smoothing;
    private readonly float[]? _weights;
    private float[] _targets = [];

    /// <param name="smoothing">The share of the target that is spread over all classes.</param>
    /// <param name="weights">One weight a class; null for 1.</param>
    public StepLoss(double smoothing, float[]? weights)
        => (_smoothing, _weights, _plain) =
            (smoothing, weights, new CrossEntropyLoss(smoothing, weights is null ? null : Tensor.From(weights)));

    /// <summary>Weights by the inverse of how many images a class has, the mean over the images being 1; 0 for a class without.</summary>
    public static float[] WeightsFor(ImageSet set)
    {
        int[] counts = new int[set.ClassCount];
        for (int i = 0; i < set.Count; i++)
        {
            counts[set.LabelOf(i)]++;
        }

        int present = counts.Count(count => count > 0);
        return [.. counts.Select(count => count == 0 ? 0f : (float)((double)set.Count / present / count))];
    }

    /// <summary>The mean loss of a batch.</summary>
    public Tensor Forward(Tape tape, Tensor logits, ImageBatch batch)
    {
        if (batch.MixedLabels is null || logits.Rank != 2)
        {
            return _plain.Forward(logits, batch.ValidLabels);
        }

        double total = FillTargets(batch, logits.Shape[1]);
        Tensor targets = tape.Input(_targets.AsSpan(0, logits.Length), logits.Shape);
        return (logits.LogSoftmax() * targets).Sum().Affine(-1 / total, 0);
    }

    private double FillTargets(ImageBatch batch, int classes)
    {
        int length = batch.Count * classes;
        if (_targets.Length < length)
        {
            _targets = new float[length];
        }

        double total = 0;
        _targets.AsSpan(0, length).Fill((float)(_smoothing / classes));
        for (int i = 0; i < batch.Count; i++)
        {
            Span<float> row = _targets.AsSpan(i * classes, classes);
            (int own, int other, float share) = (batch.Labels[i], batch.MixedLabels![i], batch.Shares![i]);
            row[own] += (float)((1 - _smoothing) * share);
            row[other] += (float)((1 - _smoothing) * (1 - share));
            total += (share * WeightOf(own)) + ((1 - share) * WeightOf(other));
            for (int label = 0; _weights is not null && label < classes; label++)
            {
                row[label] *= _weights[label];
            }
        }

        return total;
    }

    private float WeightOf(int label) => _weights?[label] ?? 1;
}
