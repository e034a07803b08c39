namespace NormSharp.Training;

/// <summary>A training was told to stop and did; the message says whether it can be resumed.</summary>
public sealed class TrainingInterruptedException : OperationCanceledException
{
    /// <summary>Says where the training stopped and how to continue it.</summary>
    /// <param name="step">Steps that were made.</param>
    /// <param name="folder">The run folder; null when there is none.</param>
    /// <param name="token">What asked to stop.</param>
    public TrainingInterruptedException(long step, string? folder, CancellationToken token)
        : base(
            folder is null
                ? $"stopped after step {step}; nothing was saved, since the training has no run folder"
                : $"stopped after step {step}; {folder} can be resumed",
            token)
    {
        Step = step;
        Folder = folder;
    }

    /// <summary>Steps that were made.</summary>
    public long Step { get; }

    /// <summary>The run folder; null when there is none.</summary>
    public string? Folder { get; }
}
