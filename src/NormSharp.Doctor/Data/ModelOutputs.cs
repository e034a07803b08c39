using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Data;

/// <summary>What a classifier says of some images.</summary>
/// <param name="Classes">The class of each image; −1 where an output is NaN.</param>
/// <param name="Entropy">The mean entropy of the predicted distribution, in nats; NaN where an output is NaN.</param>
/// <param name="Accuracy">Share of the images that is right; null without labels.</param>
internal sealed record ModelOutputs(int[] Classes, double Entropy, double? Accuracy)
{
    private const int BatchSize = 128;

    /// <summary>Whether each image is right; null without labels.</summary>
    public IReadOnlyList<bool>? Right { get; init; }

    /// <summary>How many images.</summary>
    public int Images => Classes.Length;

    /// <summary>In evaluation mode.</summary>
    public static ModelOutputs Of(Module model, ImageSet set, Normalization? normalization, Backend backend, CancellationToken stop)
    {
        ModelFit.Check(model, set, backend);
        using var source = new LogitsSource(model, set.Shape, Math.Min(BatchSize, set.Count), backend);
        return Collect(set, normalization, backend, source.Batch, stop);
    }

    /// <summary>
    /// In evaluation mode by the layers' own forward passes, in batches as they are given; a plan may run sample by sample.
    /// </summary>
    public static ModelOutputs InBatches(
        Module model, ImageSet set, Normalization? normalization, Backend backend, CancellationToken stop)
    {
        model.Evaluate();
        return Collect(set, normalization, backend, (batch, tape) => model.Forward(batch.OnTape(tape)), stop);
    }

    /// <summary>With every layer normalising by the batch's own statistics, as in training; everything else as in evaluation.</summary>
    public static ModelOutputs ByBatch(
        Module model, ImageSet set, Normalization? normalization, Backend backend, CancellationToken stop, int batchSize = BatchSize)
    {
        model.Evaluate();
        using var source = LogitsSource.WithoutPlan(model, set.Shape);
        IReadOnlyList<IRecalibratable> layers = BatchNormRecalibration.Layers(model, includeFrozen: true);
        foreach (IRecalibratable layer in layers)
        {
            layer.BeginRecalibration();
        }

        try
        {
            return Collect(set, normalization, backend, source.Batch, stop, batchSize);
        }
        finally
        {
            foreach (IRecalibratable layer in layers)
            {
                layer.CancelRecalibration();
            }
        }
    }

    /// <summary>Of several sets of images, one after the other.</summary>
    public static ModelOutputs Join(IReadOnlyList<ModelOutputs> parts)
    {
        double images = parts.Sum(part => part.Images);
        return new ModelOutputs(
            [.. parts.SelectMany(part => part.Classes)],
            parts.Sum(part => part.Entropy * part.Images) / images,
            parts.Any(part => part.Accuracy is null) ? null : parts.Sum(part => part.Accuracy!.Value * part.Images) / images)
        {
            Right = parts.Any(part => part.Right is null) ? null : [.. parts.SelectMany(part => part.Right!)],
        };
    }

    /// <summary>Share of the images that two say different things of.</summary>
    public double DifferenceTo(ModelOutputs other)
        => Classes.Zip(other.Classes).Count(pair => pair.First != pair.Second || pair.First < 0) / (double)Images;

    /// <summary>What a repair that leads from this to another changes.</summary>
    public FindingCost CostTo(ModelOutputs repaired)
        => new(Images, Accuracy, repaired.Accuracy, DifferenceTo(repaired), Entropy, repaired.Entropy);

    private static ModelOutputs Collect(
        ImageSet set,
        Normalization? normalization,
        Backend backend,
        Func<ImageBatch, Tape, Tensor> logitsOf,
        CancellationToken stop,
        int batchSize = BatchSize)
    {
        // Batches of equal size: a last one of a single image would have no variance.
        var loader = new BatchLoader(set, new BatchLoaderOptions
        {
            BatchSize = Math.Min(batchSize, set.Count),
            Normalization = normalization,
            LastBatch = LastBatch.Even,
        });
        ImageBatch batch = loader.CreateBatch();
        var classes = new int[set.Count];
        float[] buffer = [];
        double entropy = 0;
        int done = 0;
        int right = 0;
        using var tape = new Tape(backend, gradients: false);
        for (int i = 0; i < loader.BatchesPerEpoch; i++)
        {
            stop.ThrowIfCancellationRequested();
            loader.Load(0, i, batch);
            Tensor logits = logitsOf(batch, tape);
            ReadOnlySpan<float> values = ReadBack.All(backend, logits, ref buffer);
            Predictions.Classify(values, classes.AsSpan(done, batch.Count));
            entropy += Entropies(values, batch.Count);
            right += set.HasLabels ? Predictions.CountCorrect(values, batch.ValidLabels) : 0;
            done += batch.Count;
            tape.Restart();
        }

        return new ModelOutputs(classes, entropy / done, set.HasLabels ? (double)right / done : null)
        {
            Right = set.HasLabels ? [.. classes.Select((label, index) => label == set.LabelOf(index))] : null,
        };
    }

    private static double Entropies(ReadOnlySpan<float> logits, int rows)
    {
        double sum = 0;
        int classes = logits.Length / rows;
        for (int row = 0; row < rows; row++)
        {
            sum += RowEntropy(logits.Slice(row * classes, classes));
        }

        return sum;
    }

    private static double EntropyOf(ReadOnlySpan<double> shares)
    {
        double sum = 0;
        foreach (double share in shares)
        {
            sum -= share > 0 ? share * Math.Log(share) : share == 0 ? 0 : double.NaN;
        }

        return sum;
    }

    private static double RowEntropy(ReadOnlySpan<float> scores)
    {
        Span<double> shares = scores.Length <= 1024 ? stackalloc double[scores.Length] : new double[scores.Length];
        double largest = double.NegativeInfinity;
        foreach (float score in scores)
        {
            largest = Math.Max(largest, score);
        }

        double total = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = Math.Exp(scores[i] - largest);
            total += shares[i];
        }

        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] /= total;
        }

        return EntropyOf(shares);
    }
}
