using System.Text.Json.Nodes;

namespace NormSharp.Training;

/// <summary>What one training step showed.</summary>
public readonly record struct StepMetrics
{
    /// <summary>Steps made so far, this one included.</summary>
    public required long Step { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Batches of the epoch made so far, this one included.</summary>
    public required int Batch { get; init; }

    /// <summary>Batches of the epoch in all.</summary>
    public required int Batches { get; init; }

    /// <summary>The mean loss of the batch.</summary>
    public required double Loss { get; init; }

    /// <summary>The share of the batch that was right.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The mean loss of the epoch so far.</summary>
    public required double EpochLoss { get; init; }

    /// <summary>The share of the epoch so far that was right.</summary>
    public required double EpochAccuracy { get; init; }

    /// <summary>The rate of the step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Speed of the last steps.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>An estimate of the time to the end of the last epoch.</summary>
    public required TimeSpan TimeLeft { get; init; }

    /// <summary>A line of <c>metrics.jsonl</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["kind"] = "step",
        ["step"] = Step,
        ["epoch"] = Epoch,
        ["loss"] = JsonFile.Number(Loss),
        ["accuracy"] = JsonFile.Number(Accuracy),
        ["learning_rate"] = JsonFile.Number(LearningRate),
        ["images_per_second"] = JsonFile.Number(Math.Round(ImagesPerSecond, 1)),
    };
}
