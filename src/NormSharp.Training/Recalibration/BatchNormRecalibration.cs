using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Training.Data;
using NormSharp.Training.Evaluation;

namespace NormSharp.Training.Recalibration;

/// <summary>
/// Recomputes the running statistics of every batch normalization over training images, with the weights untouched.
/// </summary>
/// <remarks>
/// <para>
/// A running average lags behind weights that move fast: it describes the activations of a network that no longer exists. Here
/// each layer normalises with the statistics of the batch, as in training, while everything else (dropout, for one) is in
/// evaluation mode; the moments of all batches are pooled by count (Chan et al. 1979), and their mean and unbiased variance
/// become the running statistics, as if one batch had held all the images.
/// </para>
/// <para>Images are not augmented: they should look like those that the model will see.</para>
/// <para>Source: Wu and Johnson 2021, "Rethinking 'Batch' in BatchNorm", section 3 ("precise" statistics).</para>
/// </remarks>
public static class BatchNormRecalibration
{
    // An order of the images that no epoch of a training has used.
    private const int Order = int.MaxValue;

    /// <summary>Recomputes the statistics; leaves the model in evaluation mode.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Training images.</param>
    /// <param name="options">How many, and how they are made into batches.</param>
    /// <param name="cancellationToken">Stops between two batches; the statistics then stay as they were.</param>
    /// <returns>How many layers were recomputed.</returns>
    /// <exception cref="NonFiniteStatisticsException">A batch gave NaN or infinity; the statistics stay as they were.</exception>
    /// <exception cref="NormSharpException">The images do not fit the model, or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static int Run(
        Module model, ImageSet images, RecalibrationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        options ??= new RecalibrationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Batches, 1, nameof(options));
        IReadOnlyList<BatchNorm> layers = Layers(model, options.IncludeFrozen);
        Backend backend = options.Backend ?? Backend.Default;
        ModelFit.Check(model, images, backend);
        if (layers.Count == 0)
        {
            return 0;
        }

        var loader = new BatchLoader(images, new BatchLoaderOptions
        {
            BatchSize = Math.Min(options.BatchSize, images.Count),
            Shuffle = true,
            Seed = options.Seed,
            Normalization = options.Normalization,
        });
        try
        {
            foreach (BatchNorm layer in layers)
            {
                layer.BeginRecalibration();
            }

            Pass(model, loader, options, backend, cancellationToken);
            if (layers.FirstOrDefault(layer => layer.RecalibrationCount < 2) is { } starved)
            {
                throw new NormSharpException(
                    $"layer {starved.Path} (BatchNorm) saw {starved.RecalibrationCount} values of a channel, too few for a variance; give more images (nothing was changed)");
            }

            foreach (BatchNorm layer in layers)
            {
                layer.EndRecalibration();
            }
        }
        finally
        {
            foreach (BatchNorm layer in layers)
            {
                layer.CancelRecalibration();
            }
        }

        return layers.Count;
    }

    /// <summary>The batch normalizations of a model that keep running statistics, each once.</summary>
    /// <param name="model">The network.</param>
    /// <param name="includeFrozen">Whether to list those whose statistics are frozen.</param>
    public static IReadOnlyList<BatchNorm> Layers(Module model, bool includeFrozen = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. model.NamedModules()
            .Select(entry => entry.Module)
            .OfType<BatchNorm>()
            .Where(layer => layer.Options.TrackRunningStatistics && (includeFrozen || !layer.FreezesStatistics))
            .Distinct()];
    }

    private static void Pass(
        Module model, BatchLoader loader, RecalibrationOptions options, Backend backend, CancellationToken cancellationToken)
    {
        ImageBatch batch = loader.CreateBatch();
        int batches = Math.Min(options.Batches, loader.BatchesPerEpoch);
        for (int i = 0; i < batches; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            loader.Load(Order, i, batch);
            using var tape = new Tape(backend, gradients: false);
            model.Forward(batch.OnTape(tape));
            options.Progress?.Invoke(i + 1, batches);
        }
    }
}
