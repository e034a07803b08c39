using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>The outcome of a training, as <c>summary.json</c> records it.</summary>
public sealed record TrainingSummary
{
    /// <summary>Share of the test images that is right, with the running statistics as trained.</summary>
    public required double TestAccuracy { get; init; }

    /// <summary>The same after recalibration; null without recalibration.</summary>
    public required double? RecalibratedTestAccuracy { get; init; }

    /// <summary>Mean loss of the test images, with the running statistics as trained.</summary>
    public required double TestLoss { get; init; }

    /// <summary>The same after recalibration; null without recalibration.</summary>
    public required double? RecalibratedTestLoss { get; init; }

    /// <summary>Share of the last epoch's training images that was right, each at the step that learned from it.</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>Mean loss of them.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Training images a second, evaluation not counted.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>The length of the training, evaluation and recalibration included, summed over interruptions.</summary>
    public required double Seconds { get; init; }

    /// <summary>Numbers that were trained.</summary>
    public required long Parameters { get; init; }

    /// <summary>Epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Training steps.</summary>
    public required long Steps { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Threads that computed.</summary>
    public required int Threads { get; init; }

    /// <summary>Managed bytes that a step allocates once it is warm.</summary>
    public required long BytesAllocatedPerStep { get; init; }

    /// <summary>The most memory that the process had, in units of 2²⁰ bytes.</summary>
    public required double PeakMemoryMegabytes { get; init; }

    /// <summary>
    /// Share of the test images that the averaged weights, with statistics of their own, have right; null without averaging.
    /// </summary>
    public double? AveragedTestAccuracy { get; init; }

    /// <summary>Mean loss of the test images under the averaged weights; null without averaging.</summary>
    public double? AveragedTestLoss { get; init; }

    /// <summary>Share of the validation images that the last epoch has right; null without validation images.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The best such share of all epochs.</summary>
    public double? BestValidationAccuracy { get; init; }

    /// <summary>The epoch that had it, from 1.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>What was found around batch normalization before the training and in it, each kind once.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>How often test images of each class were taken for each; null for a run that was finished before.</summary>
    internal ConfusionMatrix? Confusion { get; init; }

    /// <summary>The mistakes of which the model was surest; none for a run that was finished before.</summary>
    internal IReadOnlyList<Mistake> Mistakes { get; init; } = [];

    /// <summary>Images that the loader makes in a second with all its threads, had it nothing to wait for.</summary>
    internal double LoaderImagesPerSecond { get; init; }

    /// <summary>Threads that made batches ahead; 0 where each was made by the training itself.</summary>
    internal int LoaderThreads { get; init; }

    /// <summary>How long the training waited for images; since the last interruption.</summary>
    internal double SecondsWaitedForImages { get; init; }

    /// <summary>The names of the classes.</summary>
    internal IReadOnlyList<string> ClassNames { get; init; } = [];

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
            ["loader_images_per_second"] = JsonFile.Number(Math.Round(LoaderImagesPerSecond, 1)),
            ["loader_threads"] = LoaderThreads,
            ["seconds_waited_for_images"] = JsonFile.Number(Math.Round(SecondsWaitedForImages, 3)),
            ["peak_memory_mb"] = JsonFile.Number(Math.Round(PeakMemoryMegabytes, 1)),
        };
        if (BestEpoch is int best)
        {
            json["validation_accuracy"] = ValidationAccuracy;
            json["best_validation_accuracy"] = BestValidationAccuracy;
            json["best_epoch"] = best;
        }

        if (Confusion is { } confusion)
        {
            json["top5_accuracy"] = confusion.TopAccuracy;
            json["per_class"] = confusion.ToJson(ClassNames);
        }

        if (AveragedTestAccuracy is double averaged)
        {
            json["test_accuracy_averaged"] = JsonFile.Number(averaged);
            json["test_loss_averaged"] = JsonFile.Number(AveragedTestLoss ?? double.NaN);
        }

        json["diagnostics"] = new JsonArray([.. Diagnostics.Select(diagnostic => (JsonNode)diagnostic.ToJson())]);
        return json;
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="path">The file that it comes from, for messages.</param>
    /// <param name="json">The content.</param>
    /// <exception cref="ModelFormatException">An entry is missing or no number.</exception>
    public static TrainingSummary FromJson(string path, JsonObject json)
    {
        var fields = new JsonFields(path, json);
        double Number(string key) => fields.OptionalNumber(key) ?? double.NaN;
        return new TrainingSummary
        {
            TestAccuracy = Number("test_accuracy"),
            RecalibratedTestAccuracy = fields.OptionalNumber("test_accuracy_recalibrated"),
            TestLoss = Number("test_loss"),
            RecalibratedTestLoss = fields.OptionalNumber("test_loss_recalibrated"),
            TrainAccuracy = Number("train_accuracy"),
            TrainLoss = Number("train_loss"),
            ImagesPerSecond = Number("images_per_second"),
            Seconds = Number("seconds"),
            Parameters = fields.Long("parameters"),
            Epochs = fields.Int("epochs"),
            Steps = fields.Long("steps"),
            Seed = fields.UnsignedLong("seed"),
            Threads = fields.Int("threads"),
            BytesAllocatedPerStep = fields.Long("bytes_allocated_per_step"),
            PeakMemoryMegabytes = Number("peak_memory_mb"),
            LoaderImagesPerSecond = fields.OptionalNumber("loader_images_per_second") ?? 0,
            LoaderThreads = fields.OptionalInt("loader_threads") ?? 0,
            SecondsWaitedForImages = fields.OptionalNumber("seconds_waited_for_images") ?? 0,
            AveragedTestAccuracy = fields.OptionalNumber("test_accuracy_averaged"),
            AveragedTestLoss = fields.OptionalNumber("test_loss_averaged"),
            ValidationAccuracy = fields.OptionalNumber("validation_accuracy"),
            BestValidationAccuracy = fields.OptionalNumber("best_validation_accuracy"),
            BestEpoch = fields.OptionalInt("best_epoch"),
            Diagnostics = json["diagnostics"] is JsonArray found
                ? [.. found.OfType<JsonObject>().Select(Diagnostic.FromJson).OfType<Diagnostic>()]
                : [],
            Confusion = json["per_class"] is JsonArray classes
                ? ConfusionMatrix.FromJson(path, classes, fields.OptionalNumber("top5_accuracy"))
                : null,
            ClassNames = json["per_class"] is JsonArray named
                ? [.. named.Select(entry => entry!["class"]?.ToString() ?? string.Empty)]
                : [],
        };
    }
}
