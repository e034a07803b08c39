using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>Tests the model of a training, and recomputes its statistics.</summary>
internal sealed class Measurement(TrainingContext context)
{
    /// <summary>Loss and accuracy on the test images.</summary>
    public EvaluationResult Evaluate() => Evaluate(context.Data.Test);

    /// <summary>Loss and accuracy on the images that epochs are judged by: those for validation, where there are any.</summary>
    public EvaluationResult Judge() => Evaluate(context.Data.Validation ?? context.Data.Test);

    /// <summary>Recomputes the running statistics over training images; gives the number of layers that have some.</summary>
    public int Recalibrate(CancellationToken cancellation)
    {
        if (context.Ranks.RankCount == 1)
        {
            return RecalibrateShare(cancellation);
        }

        // Every rank passes batches of its own: a synchronized layer would wait for the others.
        Join(SoloReducer.Instance);
        try
        {
            return RecalibrateShare(cancellation);
        }
        finally
        {
            Join(context.Ranks);
        }
    }

    /// <summary>The test accuracy that recalibration would give, the statistics being left as they are; null without statistics.</summary>
    public double? RecalibratedAccuracy()
    {
        using var before = new BufferSnapshot(context.Model);
        return Recalibrate(CancellationToken.None) > 0 ? Judge().Accuracy : null;
    }

    private EvaluationResult Evaluate(ImageSet set) => Evaluator.EvaluateShare(context.Model, set, context.Ranks, new EvaluationOptions
    {
        BatchSize = context.Options.EvaluationBatchSize,
        Normalization = context.Input.Normalization,
        Backend = context.Backend,
        Progress = (done, total) => context.Observer?.OnPhase(TrainingPhase.Evaluation, done, total),
    });

    private int RecalibrateShare(CancellationToken cancellation) => BatchNormRecalibration.RunShare(
        context.Model,
        context.Data.Train,
        new RecalibrationOptions
        {
            BatchSize = context.Options.BatchSize,
            Batches = context.Options.RecalibrationBatches,
            Seed = context.Options.Seed,
            Normalization = context.Input.Normalization,
            Backend = context.Backend,
            Progress = (done, total) => context.Observer?.OnPhase(TrainingPhase.Recalibration, done, total),
        },
        context.Ranks,
        cancellation).Layers.Count;

    private void Join(IReducer reducer)
    {
        foreach (SyncBatchNorm layer in context.Model.NamedModules().Select(entry => entry.Module).OfType<SyncBatchNorm>())
        {
            layer.Reducer = reducer;
        }
    }
}
