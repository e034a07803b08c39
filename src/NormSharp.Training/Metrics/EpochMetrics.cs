using System.Text.Json.Nodes;

namespace NormSharp.Training;

/// <summary>What one epoch showed.</summary>
public sealed record EpochMetrics
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps made so far.</summary>
    public required long Step { get; init; }

    /// <summary>Mean loss of the epoch's training images, each at the step that learned from it.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Share of them that was right.</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>Whether <see cref="TestLoss"/> and <see cref="TestAccuracy"/> are those of validation images.</summary>
    public bool IsValidation { get; init; }

    /// <summary>Mean loss of the test images, or of the validation images where there are any, in evaluation mode.</summary>
    public required double TestLoss { get; init; }

    /// <summary>Share of them that was right.</summary>
    public required double TestAccuracy { get; init; }

    /// <summary>The same with recalibrated statistics; null when they are not measured after each epoch.</summary>
    public required double? RecalibratedTestAccuracy { get; init; }

    /// <summary>The rate of the epoch's last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The epoch's length, evaluation included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Training images a second, evaluation not counted.</summary>
    public required double ImagesPerSecond { get; init; }

    private string Judged => IsValidation ? "validation" : "test";

    /// <summary>A line of <c>metrics.jsonl</c>.</summary>
    public JsonObject ToJson()
    {
        var line = new JsonObject
        {
            ["kind"] = "epoch",
            ["step"] = Step,
            ["epoch"] = Epoch,
            ["train_loss"] = JsonFile.Number(TrainLoss),
            ["train_accuracy"] = JsonFile.Number(TrainAccuracy),
            [$"{Judged}_loss"] = JsonFile.Number(TestLoss),
            [$"{Judged}_accuracy"] = JsonFile.Number(TestAccuracy),
            ["learning_rate"] = JsonFile.Number(LearningRate),
            ["seconds"] = JsonFile.Number(Math.Round(Seconds, 3)),
            ["images_per_second"] = JsonFile.Number(Math.Round(ImagesPerSecond, 1)),
        };
        if (RecalibratedTestAccuracy is double recalibrated)
        {
            line[$"{Judged}_accuracy_recalibrated"] = JsonFile.Number(recalibrated);
        }

        return line;
    }
}
