using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>
/// Recomputes the running statistics of every normalization layer that keeps them, over images without their labels, with the weights
/// untouched.
/// </summary>
/// <remarks>
/// <para>
/// A running average lags behind weights that move fast: it describes the activations of a network that no longer exists. Here
/// each layer normalises with the statistics of the batch, as in training, while everything else (dropout, for one) is in
/// evaluation mode; the moments of all batches are pooled by count (Chan et al. 1979), and their mean and unbiased variance
/// become the running statistics, as if one batch had held all the images. <see cref="RecalibrationMethod"/> names the alternatives.
/// </para>
/// <para>
/// Over images of another domain than that of the training this is adaptive batch normalization (AdaBN; Li et al. 2017, "Revisiting batch
/// normalization for practical domain adaptation").
/// </para>
/// <para>
/// Images are not augmented unless the options say so: they should look like those that the model will see.
/// </para>
/// <para>Source: Wu and Johnson 2021, "Rethinking 'Batch' in BatchNorm", section 3 ("precise" statistics).</para>
/// </remarks>
public static class BatchNormRecalibration
{
    // An order of the images that no epoch of a training has used.
    private const int Order = int.MaxValue;

    /// <summary>Recomputes the statistics; leaves the model in evaluation mode.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images like those that the model will see; labels are not looked at.</param>
    /// <param name="options">How many, and how they are made into batches.</param>
    /// <param name="cancellationToken">Stops between two batches; the statistics then stay as they were.</param>
    /// <returns>What was recomputed; nothing where the model keeps no running statistics, or all are frozen.</returns>
    /// <exception cref="NonFiniteStatisticsException">A batch gave NaN or infinity; the statistics stay as they were.</exception>
    /// <exception cref="LayerException">A batch has one value per channel for some layer; larger batches help.</exception>
    /// <exception cref="NormSharpException">
    /// The images do not fit the model, cannot be read, or reach no layer; or statistics that the momentum method begins with are no
    /// numbers.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static RecalibrationResult Run(
        Module model, ImageSet images, RecalibrationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return RunShare(model, images, options, Communicator.Of(SoloReducer.Instance), cancellationToken);
    }

    /// <summary>
    /// As <see cref="Run"/>, where every rank passes a share of the batches and all get the statistics of all; pooled method only.
    /// </summary>
    internal static RecalibrationResult RunShare(
        Module model, ImageSet images, RecalibrationOptions? options, Communicator ranks, CancellationToken cancellationToken = default)
    {
        options ??= new RecalibrationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Batches, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        IReadOnlyList<IRecalibratable> layers = Layers(model, options.IncludeFrozen);
        Backend backend = options.Backend ?? Backend.Default;
        ModelFit.Check(model, images, backend);
        if (layers.Count == 0)
        {
            return RecalibrationResult.None;
        }

        CheckBeginning(layers, options.Method);
        var loading = new BatchLoaderOptions
        {
            BatchSize = Math.Min(options.BatchSize, images.Count),
            Shuffle = true,
            Seed = options.Seed,
            Normalization = options.Normalization,
            Augmentation = options.Augmentation,
        };
        List<(IRecalibratable Layer, float[] Mean, float[] Variance)> before =
            [.. layers.Select(layer => (layer, layer.RunningMean!.ToArray(), layer.RunningVariance!.ToArray()))];
        try
        {
            foreach (IRecalibratable layer in layers)
            {
                layer.BeginRecalibration(options.Method);
            }

            (long count, int batches) = Pass(model, images, loading, options, ranks, cancellationToken);
            if (ranks.RankCount > 1)
            {
                foreach (IRecalibratable layer in layers)
                {
                    layer.MergeRecalibration(ranks);
                }
            }

            List<IRecalibratable> reached = Reached(layers);
            reached.ForEach(layer => layer.EndRecalibration());
            return new RecalibrationResult(
                [.. before.Where(entry => reached.Contains(entry.Layer))
                    .Select(entry => StatisticsDrift.Of(entry.Layer, entry.Mean, entry.Variance))],
                [.. layers.Except(reached).Select(layer => layer.Path)],
                count,
                batches);
        }
        finally
        {
            foreach (IRecalibratable layer in layers)
            {
                layer.CancelRecalibration();
            }
        }
    }

    /// <summary>The layers of a model that keep running statistics, each once.</summary>
    /// <param name="model">The network.</param>
    /// <param name="includeFrozen">Whether to list those whose statistics are frozen.</param>
    internal static IReadOnlyList<IRecalibratable> Layers(Module model, bool includeFrozen = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. model.NamedModules()
            .Select(entry => entry.Module)
            .OfType<IRecalibratable>()
            .Where(layer => layer.RunningMean is not null && (includeFrozen || !layer.FreezesStatistics))
            .Distinct()];
    }

    /// <summary>An average that begins with NaN stays NaN.</summary>
    private static void CheckBeginning(IReadOnlyList<IRecalibratable> layers, RecalibrationMethod method)
    {
        if (method == RecalibrationMethod.Momentum
            && layers.FirstOrDefault(layer => !AreFinite(layer.RunningMean!) || !AreFinite(layer.RunningVariance!)) is { } broken)
        {
            throw new NormSharpException(
                $"layer {broken.Path} ({broken.TypeName}) has running statistics that are NaN or infinite, and the momentum method "
                    + "begins with them; use the pooled method (nothing was changed)");
        }
    }

    private static bool AreFinite(Tensor values) => values.ToArray().All(float.IsFinite);

    /// <summary>The layers that have seen values; all of them enough for a variance.</summary>
    private static List<IRecalibratable> Reached(IReadOnlyList<IRecalibratable> layers)
    {
        List<IRecalibratable> reached = [.. layers.Where(layer => layer.RecalibrationCount > 0)];
        if (reached.Count == 0)
        {
            throw new NormSharpException(
                $"no input reached a layer with running statistics ({string.Join(", ", layers.Select(layer => layer.Path))}); nothing "
                    + "was changed");
        }

        return reached.Find(layer => layer.RecalibrationCount < 2) is { } starved
            ? throw new NormSharpException(
                $"layer {starved.Path} ({starved.TypeName}) saw {starved.RecalibrationCount} values of a channel, too few for a "
                    + "variance; give more images (nothing was changed)")
            : reached;
    }

    private static (long Images, int Batches) Pass(
        Module model,
        ImageSet set,
        BatchLoaderOptions loading,
        RecalibrationOptions options,
        Communicator ranks,
        CancellationToken cancellationToken)
    {
        Backend backend = options.Backend ?? Backend.Default;
        int batches = Math.Min(options.Batches, new BatchLoader(set, loading).BatchesPerEpoch);
        using var feed = new BatchFeed(
            set, loading, RankBatches.Share(Order, batches, ranks), loading.BatchSize, BatchFeed.WorkersFor(set, options.Augmentation));
        long images = 0;
        for (int i = ranks.Rank; i < batches; i += ranks.RankCount)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ImageBatch batch = feed.Next();
            using var tape = new Tape(backend, gradients: false);
            model.Forward(batch.OnTape(tape));
            images += batch.Count;
            options.Progress?.Invoke(i + 1, batches);
        }

        return (images, batches);
    }
}
