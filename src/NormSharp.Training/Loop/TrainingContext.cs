using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>What a training works with.</summary>
internal sealed record TrainingContext
{
    /// <summary>The network, on the backend.</summary>
    public required Module Model { get; init; }

    /// <summary>Image size, normalization and class names.</summary>
    public required ModelInput Input { get; init; }

    /// <summary>How to train.</summary>
    public required TrainerOptions Options { get; init; }

    /// <summary>Images to learn from, and images to test with.</summary>
    public required DataSplit Data { get; init; }

    /// <summary>What computes.</summary>
    public required Backend Backend { get; init; }

    /// <summary>What joins the ranks, or the shards where a rank has several.</summary>
    public required Communicator Ranks { get; init; }

    /// <summary>What is written.</summary>
    public required RunRecorder Recorder { get; init; }

    /// <summary>Hears how it goes.</summary>
    public ITrainingObserver? Observer { get; init; }

    /// <summary>The batch normalizations as the forward pass meets them.</summary>
    public IReadOnlyList<NormUse> Norms { get; init; } = [];

    /// <summary>What the checks before training found.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Writes what else belongs to the run, before the summary marks it as finished; only where it is recorded.</summary>
    public Action<TrainingSummary>? BeforeFinish { get; init; }

    /// <summary>Writes a checkpoint of the last step while the next goes on; null where nobody may ask for it.</summary>
    public UrgentCheckpoint? Urgent { get; init; }

    /// <summary>Stops at the next step.</summary>
    public CancellationToken Cancellation { get; init; }
}
