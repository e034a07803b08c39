using System.Text.Json.Nodes;

namespace NormSharp.Training;

/// <summary>What one training step showed.</summary>
/// <param name="Step">Steps made so far, this one included.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Batch">Batches of the epoch made so far, this one included.</param>
/// <param name="Batches">Batches of the epoch in all.</param>
/// <param name="Loss">The mean loss of the batch.</param>
/// <param name="Accuracy">The share of the batch that was right.</param>
/// <param name="EpochLoss">The mean loss of the epoch so far.</param>
/// <param name="EpochAccuracy">The share of the epoch so far that was right.</param>
/// <param name="LearningRate">The rate of the step.</param>
/// <param name="ImagesPerSecond">Speed of the last steps.</param>
/// <param name="TimeLeft">An estimate of the time to the end of the last epoch.</param>
public readonly record struct StepMetrics(
    long Step,
    int Epoch,
    int Batch,
    int Batches,
    double Loss,
    double Accuracy,
    double EpochLoss,
    double EpochAccuracy,
    double LearningRate,
    double ImagesPerSecond,
    TimeSpan TimeLeft)
{
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
