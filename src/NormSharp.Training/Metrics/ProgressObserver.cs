namespace NormSharp.Training;

/// <summary>Reports each epoch, and passes everything on to another observer.</summary>
/// <param name="progress">Told what each epoch showed.</param>
/// <param name="next">Hears everything; null for none.</param>
internal sealed class ProgressObserver(IProgress<EpochMetrics> progress, ITrainingObserver? next) : ITrainingObserver
{
    /// <inheritdoc/>
    public void OnStart(TrainingStart start) => next?.OnStart(start);

    /// <inheritdoc/>
    public void OnStep(in StepMetrics step) => next?.OnStep(step);

    /// <inheritdoc/>
    public void OnFinding(Diagnostic finding) => next?.OnFinding(finding);

    /// <inheritdoc/>
    public void OnEpoch(EpochMetrics epoch)
    {
        progress.Report(epoch);
        next?.OnEpoch(epoch);
    }

    /// <inheritdoc/>
    public void OnCheckpoint(string path) => next?.OnCheckpoint(path);

    /// <inheritdoc/>
    public void OnPhase(TrainingPhase phase, int done, int total) => next?.OnPhase(phase, done, total);
}
