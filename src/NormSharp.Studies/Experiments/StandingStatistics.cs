using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;

namespace NormSharp.Studies.Experiments;

/// <summary>
/// The running variance of LeNet's first batch normalization while all weights stand still, so that there is a true one to compare it with:
/// that over all training images.
/// </summary>
internal sealed class StandingStatistics
{
    // What the truth is taken over in one piece; only its memory depends on it.
    private const int TruthBatch = 256;

    private readonly CellContext _context;
    private readonly int _batchSize;
    private readonly Sequential _front;
    private readonly BatchNorm _layer;
    private readonly float[] _truth;

    /// <summary>Measures the true variance.</summary>
    /// <param name="context">Images, seed and threads.</param>
    /// <param name="options">The weight of the new statistic.</param>
    /// <param name="batchSize">Images of a batch.</param>
    public StandingStatistics(CellContext context, BatchNormOptions options, int batchSize)
    {
        (_context, _batchSize) = (context, batchSize);
        Sequential model = Model(context, options);
        _layer = model.Children.Select(entry => entry.Child).OfType<BatchNorm>().First();

        // Nothing behind the first normalization has a part in its statistics.
        _front = new Sequential([.. model.Children.TakeWhile(entry => entry.Child != _layer), ("norm1", _layer)]);
        _truth = Truth();
    }

    /// <summary>The LeNet that is measured before its first step.</summary>
    public static Sequential Model(CellContext context, BatchNormOptions options)
        => Networks.LeNet(
            context.ModelOptions with { Activation = ActivationKind.Relu }, (_, channels) => new BatchNorm(channels, options));

    /// <summary>Gives every batch normalization the statistics of the first batch.</summary>
    public static void StartAtFirstBatch(CellContext context, Module model, int batchSize)
    {
        using var training = new ManualTraining(context, model, learningRate: 0, batchSize);
        BatchNorm[] layers = [.. model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>()];
        training.Load(0);
        foreach (BatchNorm layer in layers)
        {
            layer.BeginRecalibration();
        }

        training.Forward();
        foreach (BatchNorm layer in layers)
        {
            layer.EndRecalibration();
        }
    }

    /// <summary>The relative error after each of the first steps, averaged over the channels.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="fromFirstBatch">Whether the statistics start at those of the first batch, and not at 0 and 1.</param>
    public double[] FromStart(int steps, bool fromFirstBatch)
    {
        _layer.ResetRunningStatistics();
        if (fromFirstBatch)
        {
            StartAtFirstBatch(_context, _front, _batchSize);
        }

        return Errors(steps);
    }

    /// <summary>
    /// The relative error after each of the steps that follow when the running variance has been right: what the noise of the batches makes
    /// of it.
    /// </summary>
    public double[] FromTruth(int steps)
    {
        _truth.CopyTo(_layer.RunningVariance!.AsSpan());
        return Errors(steps);
    }

    private double[] Errors(int steps)
    {
        using var training = new ManualTraining(_context, _front, learningRate: 0, _batchSize);
        double[] errors = new double[steps];
        for (int step = 0; step < steps; step++)
        {
            training.Load(step);
            training.Forward();
            errors[step] = _layer.RunningVariance!.ToArray().Zip(_truth, (value, actual) => Math.Abs(value - actual) / actual).Average();
        }

        return errors;
    }

    private float[] Truth()
    {
        using var training = new ManualTraining(_context, _front, learningRate: 0, TruthBatch);
        _layer.BeginRecalibration();
        for (int step = 0; step < training.StepsPerEpoch; step++)
        {
            training.Load(step);
            training.Forward();
        }

        _layer.EndRecalibration();
        return _layer.RunningVariance!.ToArray();
    }
}
