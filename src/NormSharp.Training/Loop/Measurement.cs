using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>Tests the model of a training, and recomputes its statistics.</summary>
internal sealed class Measurement(
    Module model, ModelInput input, TrainerOptions options, DataSplit data, Backend backend, ITrainingObserver? observer)
{
    /// <summary>Loss and accuracy on the test images.</summary>
    public EvaluationResult Evaluate() => Evaluator.Evaluate(model, data.Test, new EvaluationOptions
    {
        BatchSize = options.EvaluationBatchSize,
        Normalization = input.Normalization,
        Backend = backend,
        Progress = (done, total) => observer?.OnPhase(TrainingPhase.Evaluation, done, total),
    });

    /// <summary>Recomputes the running statistics over training images; gives the number of layers that have some.</summary>
    public int Recalibrate(CancellationToken cancellation) => BatchNormRecalibration.Run(
        model,
        data.Train,
        new RecalibrationOptions
        {
            BatchSize = options.BatchSize,
            Batches = options.RecalibrationBatches,
            Seed = options.Seed,
            Normalization = input.Normalization,
            Backend = backend,
            Progress = (done, total) => observer?.OnPhase(TrainingPhase.Recalibration, done, total),
        },
        cancellation).Layers.Count;

    /// <summary>The test accuracy that recalibration would give, the statistics being left as they are; null without statistics.</summary>
    public double? RecalibratedAccuracy()
    {
        using var before = new BufferSnapshot(model);
        return Recalibrate(CancellationToken.None) > 0 ? Evaluate().Accuracy : null;
    }
}
