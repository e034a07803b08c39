namespace NormSharp.Training;

/// <summary>
/// Hears how a training goes, on the thread that trains; what it does delays the training, and what it throws ends it. The
/// library itself prints nothing.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>Training begins, or goes on after step <see cref="TrainingStart.Step"/>.</summary>
    void OnStart(TrainingStart start)
    {
    }

    /// <summary>A step is done.</summary>
    void OnStep(in StepMetrics step)
    {
    }

    /// <summary>
    /// A step showed what is known to go wrong around batch normalization; each kind is told once. What was found before the first step
    /// is in <see cref="TrainingStart.Diagnostics"/>.
    /// </summary>
    void OnFinding(Diagnostic finding)
    {
    }

    /// <summary>An epoch is done and evaluated.</summary>
    void OnEpoch(EpochMetrics epoch)
    {
    }

    /// <summary>A checkpoint is on the disk.</summary>
    void OnCheckpoint(string path)
    {
    }

    /// <summary>Work other than training goes on: <paramref name="done"/> batches of <paramref name="total"/>.</summary>
    void OnPhase(TrainingPhase phase, int done, int total)
    {
    }
}
