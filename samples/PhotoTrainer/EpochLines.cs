using NormSharp.Training;

namespace PhotoTrainer;

/// <summary>A line an epoch, at once; <see cref="Progress{T}"/> would print from other threads, and lose what comes last.</summary>
internal sealed class EpochLines : IProgress<EpochMetrics>
{
    public void Report(EpochMetrics epoch) => Console.WriteLine($"epoch {epoch.Epoch}: {epoch.TestAccuracy:P1} of the validation photos");
}
