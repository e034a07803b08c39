namespace NormSharp.Training.Tests;

/// <summary>Does something after every step.</summary>
internal sealed class EveryStep(Action act) : ITrainingObserver
{
    public void OnStep(in StepMetrics metrics) => act();
}
