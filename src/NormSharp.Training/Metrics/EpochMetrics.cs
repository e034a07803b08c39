using System.Text.Json.Nodes;

namespace NormSharp.Training;

/// <summary>What one epoch showed.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">Steps made so far.</param>
/// <param name="TrainLoss">Mean loss of the epoch's training images, each at the step that learned from it.</param>
/// <param name="TrainAccuracy">Share of them that was right.</param>
/// <param name="TestLoss">Mean loss of the test images in evaluation mode.</param>
/// <param name="TestAccuracy">Share of them that was right.</param>
/// <param name="RecalibratedTestAccuracy">The same with recalibrated statistics; null when that was not asked for.</param>
/// <param name="LearningRate">The rate of the epoch's last step.</param>
/// <param name="Seconds">The epoch's length, evaluation included.</param>
/// <param name="ImagesPerSecond">Training images a second, evaluation not counted.</param>
public sealed record EpochMetrics(
    int Epoch,
    long Step,
    double TrainLoss,
    double TrainAccuracy,
    double TestLoss,
    double TestAccuracy,
    double? RecalibratedTestAccuracy,
    double LearningRate,
    double Seconds,
    double ImagesPerSecond)
{
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
            ["test_loss"] = JsonFile.Number(TestLoss),
            ["test_accuracy"] = JsonFile.Number(TestAccuracy),
            ["learning_rate"] = JsonFile.Number(LearningRate),
            ["seconds"] = JsonFile.Number(Math.Round(Seconds, 3)),
            ["images_per_second"] = JsonFile.Number(Math.Round(ImagesPerSecond, 1)),
        };
        if (RecalibratedTestAccuracy is double recalibrated)
        {
            line["test_accuracy_recalibrated"] = JsonFile.Number(recalibrated);
        }

        return line;
    }
}
