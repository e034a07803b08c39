using NormSharp.Data;
using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>What follows the last step of a training: new statistics, the average of the weights, the measurements and the files.</summary>
internal sealed class TrainingFinish(
    TrainingContext context, TrainingState state, Measurement measurement, DivergenceReport divergence, WeightAverage? average)
{
    /// <summary>The averaged model with its own statistics, once all is written; null without averaging.</summary>
    public ModelSnapshot? Averaged { get; private set; }

    /// <summary>Measures the trained model in every way that was chosen, writes it, and sums up.</summary>
    public TrainingSummary Write(TrainingProgress progress, EvaluationResult? lastJudged, LoopMeters meters)
    {
        DataSplit data = context.Data;
        // Without validation images the last epoch was judged by the test images already, unless the run goes on from its last
        // checkpoint, which does not hold which classes were mistaken.
        EvaluationResult trained = data.Validation is null
            ? lastJudged ?? measurement.Evaluate()
            : measurement.Evaluate();
        EvaluationResult? recalibrated = null;
        EvaluationResult? averaged = null;
        try
        {
            if (context.Options.Recalibrate)
            {
                KeepTrained();
                recalibrated = measurement.Recalibrate(context.Cancellation) > 0
                    ? measurement.Evaluate()
                    : trained;
            }

            averaged = average is null ? null : Finish(average);
        }
        catch (OperationCanceledException)
        {
            throw new TrainingInterruptedException(progress.Step, context.Recorder.Path, context.Cancellation);
        }
        catch (NonFiniteStatisticsException exception)
        {
            throw divergence.InMeasurement(progress.Step, "recalibration", exception);
        }

        divergence.ThrowIfNotFinite(progress.Step, recalibrated?.Loss ?? 0, "the test loss after recalibration");

        context.Model.Evaluate();
        var summary = new TrainingSummary
        {
            TestAccuracy = trained.Accuracy,
            RecalibratedTestAccuracy = recalibrated?.Accuracy,
            TestLoss = trained.Loss,
            RecalibratedTestLoss = recalibrated?.Loss,
            TrainAccuracy = progress.LastTrain.Accuracy,
            TrainLoss = progress.LastTrain.Loss,
            ImagesPerSecond = progress.Images / progress.TrainSeconds,
            LoaderImagesPerSecond = meters.Feed.ImagesPerSecond * Math.Max(meters.Feed.Workers, 1),
            LoaderThreads = meters.Feed.Workers,
            SecondsWaitedForImages = meters.Feed.Waited.TotalSeconds,
            Seconds = progress.Seconds + meters.Clock.Lap(),
            Parameters = context.Model.ParameterCount(),
            Epochs = progress.Epoch,
            Steps = progress.Step,
            Seed = context.Options.Seed,
            Threads = context.Backend.Threads,
            BytesAllocatedPerStep = meters.Allocation.BytesPerStep,
            PeakMemoryMegabytes = PeakMemory.Megabytes(),
            AveragedTestAccuracy = averaged?.Accuracy,
            AveragedTestLoss = averaged?.Loss,
            ValidationAccuracy = data.Validation is null ? null : progress.LastTest.Accuracy,
            BestValidationAccuracy = data.Validation is { } judged ? (double)progress.BestCorrect / judged.Count : null,
            BestEpoch = data.Validation is null ? null : progress.BestEpoch,
            Diagnostics = meters.Found,
            Confusion = (recalibrated ?? trained).Confusion,
            Mistakes = (recalibrated ?? trained).Mistakes,
            ClassNames = data.Test.ClassNames,
        };
        if (context.Ranks.Rank == 0)
        {
            context.BeforeFinish?.Invoke(summary);
        }

        context.Recorder.Finish(state.WriteModel, summary.ToJson());
        return summary;
    }

    /// <summary>Writes the model as it was trained, so that both statistics can be compared later.</summary>
    private void KeepTrained()
    {
        if (context.Ranks.Rank == 0 && BatchNormRecalibration.Layers(context.Model).Count > 0)
        {
            context.Recorder.WriteTrained(state.WriteModel);
        }
    }

    /// <summary>Gives the averaged weights statistics of their own, evaluates and saves them; the model keeps the ordinary ones.</summary>
    private EvaluationResult Finish(WeightAverage weights)
    {
        var ordinary = new ModelSnapshot(context.Model);
        weights.CopyToModel();
        try
        {
            measurement.Recalibrate(context.Cancellation);
            EvaluationResult result = measurement.Evaluate();
            Averaged = new ModelSnapshot(context.Model);
            context.Recorder.WriteAveraged(state.WriteModel);
            return result;
        }
        finally
        {
            ordinary.CopyTo(context.Model);
        }
    }
}
