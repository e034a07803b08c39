using System.Diagnostics;
using NormSharp.Cli.Output;
using NormSharp.Training;

namespace NormSharp.Cli.Screens;

/// <summary>A training as plain lines: one an epoch, and one now and then within long epochs.</summary>
internal sealed class PlainProgress(Screen screen, TextWriter error, TrainingPlan plan, TimeSpan interval) : ITrainingObserver
{
    private readonly EpochTable _table = new(screen, plan.Request.Training.RecalibrateEachEpoch);
    private long _lastLine = Stopwatch.GetTimestamp();

    public void OnStart(TrainingStart start)
    {
        plan.Show(screen, start);
        DiagnosticLines.Write(error, start.Diagnostics);
        _table.Title(start.ValidationImages > 0);
        _lastLine = Stopwatch.GetTimestamp();
    }

    public void OnStep(in StepMetrics step)
    {
        if (Stopwatch.GetElapsedTime(_lastLine) < interval)
        {
            return;
        }

        _lastLine = Stopwatch.GetTimestamp();
        screen.Line(
            $"  {step.Epoch,5}  step {step.Batch} of {step.Batches}: loss {Format.Loss(step.EpochLoss)}, accuracy "
                + $"{Format.Percent(step.EpochAccuracy)}, "
            + $"{Format.Count(step.ImagesPerSecond)} images/s, {Format.Time(step.TimeLeft)} left");
    }

    public void OnFinding(Diagnostic finding) => DiagnosticLines.Write(error, [finding]);

    public void OnEpoch(EpochMetrics epoch)
    {
        _table.Row(epoch);
        _lastLine = Stopwatch.GetTimestamp();
    }
}
