namespace NormSharp.Training.Tests.Live;

/// <summary>Remembers what a training said before its first epoch was over.</summary>
internal sealed class Listener : ITrainingObserver
{
    private bool _isOver;

    /// <summary>What the checks before the first step said, and then the steps.</summary>
    public List<Diagnostic> InFirstEpoch { get; } = [];

    public void OnStart(TrainingStart start) => InFirstEpoch.AddRange(start.Diagnostics);

    public void OnFinding(Diagnostic finding)
    {
        if (!_isOver)
        {
            InFirstEpoch.Add(finding);
        }
    }

    public void OnEpoch(EpochMetrics epoch) => _isOver = true;
}
