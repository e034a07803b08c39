using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>The outcome of a training, as <c>summary.json</c> records it.</summary>
/// <param name="TestAccuracy">Share of the test images that is right, with the running statistics as trained.</param>
/// <param name="RecalibratedTestAccuracy">The same after recalibration; null when that was not asked for.</param>
/// <param name="TestLoss">Mean loss of the test images, with the running statistics as trained.</param>
/// <param name="RecalibratedTestLoss">The same after recalibration.</param>
/// <param name="TrainAccuracy">Share of the last epoch's training images that was right, each at the step that learned from it.</param>
/// <param name="TrainLoss">Mean loss of them.</param>
/// <param name="ImagesPerSecond">Training images a second, evaluation not counted.</param>
/// <param name="Seconds">The length of the training, evaluation and recalibration included, summed over interruptions.</param>
/// <param name="Parameters">Numbers that were trained.</param>
/// <param name="Epochs">Epochs.</param>
/// <param name="Steps">Training steps.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Threads">Threads that computed.</param>
/// <param name="BytesAllocatedPerStep">Managed bytes that a step allocates once it is warm.</param>
/// <param name="PeakMemoryMegabytes">The most memory that the process had, in units of 2²⁰ bytes.</param>
public sealed record TrainingSummary(
    double TestAccuracy,
    double? RecalibratedTestAccuracy,
    double TestLoss,
    double? RecalibratedTestLoss,
    double TrainAccuracy,
    double TrainLoss,
    double ImagesPerSecond,
    double Seconds,
    long Parameters,
    int Epochs,
    long Steps,
    ulong Seed,
    int Threads,
    long BytesAllocatedPerStep,
    double PeakMemoryMegabytes)
{
    /// <summary>
    /// Share of the test images that the averaged weights, with statistics of their own, have right; null without averaging.
    /// </summary>
    public double? AveragedTestAccuracy { get; init; }

    /// <summary>Mean loss of the test images under the averaged weights; null without averaging.</summary>
    public double? AveragedTestLoss { get; init; }

    /// <summary>The content of <c>summary.json</c>.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["test_accuracy"] = JsonFile.Number(TestAccuracy),
            ["test_accuracy_recalibrated"] = RecalibratedTestAccuracy is double accuracy ? JsonFile.Number(accuracy) : null,
            ["train_accuracy"] = JsonFile.Number(TrainAccuracy),
            ["train_loss"] = JsonFile.Number(TrainLoss),
            ["images_per_second"] = JsonFile.Number(Math.Round(ImagesPerSecond, 1)),
            ["seconds"] = JsonFile.Number(Math.Round(Seconds, 3)),
            ["parameters"] = Parameters,
            ["test_loss"] = JsonFile.Number(TestLoss),
            ["test_loss_recalibrated"] = RecalibratedTestLoss is double loss ? JsonFile.Number(loss) : null,
            ["epochs"] = Epochs,
            ["steps"] = Steps,
            ["seed"] = Seed,
            ["threads"] = Threads,
            ["bytes_allocated_per_step"] = BytesAllocatedPerStep,
            ["peak_memory_mb"] = JsonFile.Number(Math.Round(PeakMemoryMegabytes, 1)),
        };
        if (AveragedTestAccuracy is double averaged)
        {
            json["test_accuracy_averaged"] = JsonFile.Number(averaged);
            json["test_loss_averaged"] = JsonFile.Number(AveragedTestLoss ?? double.NaN);
        }

        return json;
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="path">The file that it comes from, for messages.</param>
    /// <param name="json">The content.</param>
    /// <exception cref="ModelFormatException">An entry is missing or no number.</exception>
    public static TrainingSummary FromJson(string path, JsonObject json)
    {
        double? Optional(string key) => json[key] is JsonNode node ? node.GetValue<double>() : null;
        double Number(string key) => Optional(key) ?? double.NaN;
        long Count(string key) => json[key]?.GetValue<long>() ?? throw new ModelFormatException(path, $"holds no '{key}'");
        try
        {
            return new TrainingSummary(
                Number("test_accuracy"),
                Optional("test_accuracy_recalibrated"),
                Number("test_loss"),
                Optional("test_loss_recalibrated"),
                Number("train_accuracy"),
                Number("train_loss"),
                Number("images_per_second"),
                Number("seconds"),
                Count("parameters"),
                (int)Count("epochs"),
                Count("steps"),
                json["seed"]?.GetValue<ulong>() ?? throw new ModelFormatException(path, "holds no 'seed'"),
                (int)Count("threads"),
                Count("bytes_allocated_per_step"),
                Number("peak_memory_mb"))
            {
                AveragedTestAccuracy = Optional("test_accuracy_averaged"),
                AveragedTestLoss = Optional("test_loss_averaged"),
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            throw new ModelFormatException(path, $"holds an entry of another kind ({exception.Message})", exception);
        }
    }
}
