namespace NormSharp.Training.Tests;

/// <summary>Does something behind a step.</summary>
internal sealed class AfterStep(long step, Action act) : ITrainingObserver
{
    public List<string> Checkpoints { get; } = [];

    public List<StepMetrics> Steps { get; } = [];

    public List<EpochMetrics> Epochs { get; } = [];

    public TrainingStart? Start { get; private set; }

    public void OnStart(TrainingStart start) => Start = start;

    public void OnStep(in StepMetrics metrics)
    {
        Steps.Add(metrics);
        if (metrics.Step == step)
        {
            act();
        }
    }

    public void OnEpoch(EpochMetrics epoch) => Epochs.Add(epoch);

    public void OnCheckpoint(string path) => Checkpoints.Add(path);
}
