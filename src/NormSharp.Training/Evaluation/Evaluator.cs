using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Losses;
using NormSharp.Synchronization;
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
        return EvaluateShare(model, set, Communicator.Of(SoloReducer.Instance), options, cancellationToken);
    }

    /// <summary>As <see cref="Evaluate"/>, where every rank passes a share of the batches and all get the result of all.</summary>
    internal static EvaluationResult EvaluateShare(
        Module model,
        ImageSet set,
        Communicator ranks,
        EvaluationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (!set.HasLabels)
        {
            throw new NormSharpException($"{set.Name}: its images have no labels, so there is nothing to compare predictions with");
        }

        options ??= new EvaluationOptions();
        Backend backend = options.Backend ?? Backend.Default;
        ModelFit.Check(model, set, backend);
        var loading = new BatchLoaderOptions { BatchSize = Math.Min(options.BatchSize, set.Count), Normalization = options.Normalization };
        var loader = new BatchLoader(set, loading);
        int batches = loader.BatchesPerEpoch;
        using var feed = new BatchFeed(
            set, loading, RankBatches.Share(0, batches, ranks), loading.BatchSize, BatchFeed.WorkersFor(set, augmentation: null));
        var loss = new CrossEntropyLoss();
        RunningAverage sums = default;
        float[] scores = [];
        var confusion = new ConfusionMatrix(set.ClassCount);
        var mistakes = new WorstMistakes(MistakesKept);
        model.Evaluate();
        using var tape = new Tape(backend, gradients: false);
        using var logitsOf = new LogitsSource(
            model, set.Shape, Math.Min(options.BatchSize, set.Count), backend, options.MemoryLimit);
        int first = 0;
        for (int i = 0; i < batches; first += loader.CountOf(i++))
        {
            if (i % ranks.RankCount != ranks.Rank)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            ImageBatch batch = feed.Next();
            Tensor logits = logitsOf.Batch(batch, tape);
            double mean = ReadBack.Number(backend, loss.Forward(logits, batch.ValidLabels));
            ReadOnlySpan<float> read = ReadBack.All(backend, logits, ref scores);
            sums = sums.Add(mean, Predictions.CountCorrect(read, batch.ValidLabels), batch.Count);
            confusion.Add(read, batch.ValidLabels);
            mistakes.Add(first, read, batch.ValidLabels);
            tape.Restart();
            options.Progress?.Invoke(i + 1, batches);
        }

        if (ranks.RankCount > 1)
        {
            sums = Sum(sums, confusion, ranks);
            mistakes.Gather(ranks);
        }

        return new EvaluationResult(sums) { Confusion = confusion, Mistakes = mistakes.Take() };
    }

    private static RunningAverage Sum(RunningAverage own, ConfusionMatrix confusion, Communicator ranks)
    {
        double[] message = [own.LossSum, own.Correct, own.Images, .. confusion.Counts];
        ranks.AllReduce(message, MessageMerges.Sum);
        confusion.Counts = message[3..];
        return new RunningAverage(message[0], (long)message[1], (long)message[2]);
    }
}
