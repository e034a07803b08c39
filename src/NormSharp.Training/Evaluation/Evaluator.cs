using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Losses;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>Measures a classifier in evaluation mode, without gradients.</summary>
public static class Evaluator
{
    private const int MistakesKept = 36;

    /// <summary>Goes through a set once, in its order; leaves the model in evaluation mode.</summary>
    /// <param name="model">Takes [N, C, H, W] and gives logits [N, classes].</param>
    /// <param name="set">The images.</param>
    /// <param name="options">Batch size, normalization, backend.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="NormSharpException">The images or classes do not fit the model, have no labels, or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static EvaluationResult Evaluate(
        Module model, ImageSet set, EvaluationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        if (!set.HasLabels)
        {
            throw new NormSharpException($"{set.Name}: its images have no labels, so there is nothing to compare predictions with");
        }

        options ??= new EvaluationOptions();
        Backend backend = options.Backend ?? Backend.Default;
        ModelFit.Check(model, set, backend);
        var loading = new BatchLoaderOptions { BatchSize = Math.Min(options.BatchSize, set.Count), Normalization = options.Normalization };
        int batches = new BatchLoader(set, loading).BatchesPerEpoch;
        using var feed = new BatchFeed(
            set, loading, BatchPart.First(0, batches), loading.BatchSize, BatchFeed.WorkersFor(set, augmentation: null));
        var loss = new CrossEntropyLoss();
        RunningAverage sums = default;
        float[] scores = [];
        var confusion = new ConfusionMatrix(set.ClassCount);
        var mistakes = new WorstMistakes(MistakesKept);
        model.Evaluate();
        using var tape = new Tape(backend, gradients: false);
        using var logitsOf = new LogitsSource(
            model, set.Shape, Math.Min(options.BatchSize, set.Count), backend, options.MemoryLimit);
        for (int i = 0; i < batches; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ImageBatch batch = feed.Next();
            Tensor logits = logitsOf.Batch(batch, tape);
            double mean = ReadBack.Number(backend, loss.Forward(logits, batch.ValidLabels));
            ReadOnlySpan<float> read = ReadBack.All(backend, logits, ref scores);
            sums = sums.Add(mean, Predictions.CountCorrect(read, batch.ValidLabels), batch.Count);
            confusion.Add(read, batch.ValidLabels);
            mistakes.Add((int)(sums.Images - batch.Count), read, batch.ValidLabels);
            tape.Restart();
            options.Progress?.Invoke(i + 1, batches);
        }

        return new EvaluationResult(sums) { Confusion = confusion, Mistakes = mistakes.Take() };
    }
}
