using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Data;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>Everything that decides how a training goes.</summary>
public sealed record TrainerOptions
{
    /// <summary>How many times the training images are gone through.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>
    /// Images that pass through the network at once, at most; a step learns from <see cref="AccumulationSteps"/> times as many.
    /// </summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>
    /// How many batches a step learns from: their gradients are averaged, each image counting alike, so that a network without batch
    /// normalization makes the steps that it would make with batches <see cref="AccumulationSteps"/> times as large, in the memory of small
    /// ones. Learning rate, schedule and checkpoints count steps.
    /// </summary>
    /// <remarks>Batch normalization takes its statistics over each batch by itself and does see the difference.</remarks>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// Into how many shards each step's images are cut; null for as many as there are ranks. Gradients and statistics of the shards are
    /// added over a fixed tree, so that the same shards give the same bits on any number of ranks up to theirs, one included.
    /// </summary>
    /// <remarks>
    /// Batch normalization takes its statistics over each shard by itself, unless it is synchronized. A rank with several shards keeps a
    /// copy of the model and of the optimizer's state for each.
    /// </remarks>
    public int? Shards { get; init; }

    /// <summary>What happens to the images of an epoch that do not fill a step's batches.</summary>
    public LastBatch LastBatch { get; init; }

    /// <summary>The learning rate, before the schedule.</summary>
    public double LearningRate { get; init; } = 1.0;

    /// <summary>The optimizer and its settings.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>The learning rate's course.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>The share of the target that is spread evenly over all classes, from 0 to below 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// Whether the loss counts each class by the inverse of how many training images it has, so that small classes are not passed over.
    /// </summary>
    public bool WeightClasses { get; init; }

    /// <summary>
    /// Whether each epoch has as many images of every class, those of small classes more than once; otherwise each image comes once.
    /// </summary>
    public bool SampleClassesEvenly { get; init; }

    /// <summary>
    /// In how many first epochs the last layer alone is trained, as for a trained network with a new last layer: the running statistics
    /// are recomputed on the new images before the first step, and the other layers wait. 0 trains everything from the start.
    /// </summary>
    public int HeadFirstEpochs { get; init; }

    /// <summary>The largest norm that the whole gradient may have; null leaves it alone.</summary>
    public double? GradientClip { get; init; }

    /// <summary>What order, augmentation and dropout are drawn from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads that compute; 0 takes every core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether pixels are centred and scaled a channel with the training set's mean and deviation; otherwise they are v/255.
    /// </summary>
    public bool NormalizeInput { get; init; }

    /// <summary>Random changes of training images.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Whether the statistics of the batch normalizations are recomputed at the end.</summary>
    public bool Recalibrate { get; init; } = true;

    /// <summary>
    /// Whether each epoch also reports the accuracy that recalibration would give; the training goes on with the statistics as
    /// they were. Costs a recalibration and an evaluation an epoch.
    /// </summary>
    public bool RecalibrateEachEpoch { get; init; }

    /// <summary>
    /// The most training batches that a recalibration goes through. The error of a mean falls with the root of the images; 200
    /// batches of 256 leave it below half a percent of a deviation.
    /// </summary>
    public int RecalibrationBatches { get; init; } = 200;

    /// <summary>Which findings of the checks before training count, and how much.</summary>
    public CheckOptions Checks { get; init; } = new();

    /// <summary>An average of the weights that is kept, recalibrated, evaluated and saved beside them; null for none.</summary>
    public AveragingOptions? Averaging { get; init; }

    /// <summary>
    /// The share of the training images, class by class, that is kept back for validation where the data has no such images: epochs are
    /// then judged by them, and the test images are looked at once, at the end. 0 judges epochs by the test images.
    /// </summary>
    public double ValidationShare { get; init; }

    /// <summary>
    /// After how many epochs without a better validation accuracy the training ends; null trains all epochs. Needs validation images.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>Images of a batch in evaluation; it has no influence on the accuracy.</summary>
    public int EvaluationBatchSize { get; init; } = 256;

    /// <summary>After how many steps a line goes to <c>metrics.jsonl</c>.</summary>
    public int LogEverySteps { get; init; } = 10;

    /// <summary>The run folder; null keeps the training in memory, without checkpoints.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>After how many steps a checkpoint is written, beside the one at the end of each epoch; null writes no others.</summary>
    public int? CheckpointEverySteps { get; init; }

    /// <summary>How many checkpoints stay.</summary>
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>Whether the run in <see cref="OutputFolder"/> is continued.</summary>
    public bool Resume { get; init; }

    /// <summary>The options as <c>run.json</c> records them: all but the folder and whether it is continued.</summary>
    public JsonObject ToJson()
    {
        JsonObject json = JsonSerializer.SerializeToNode(this, OptionsJson.Default.TrainerOptions)!.AsObject();
        json.Remove(OptionsJson.OutputFolder);
        json.Remove(OptionsJson.Resume);
        return json;
    }

    /// <summary>Reads options that <see cref="ToJson"/> wrote.</summary>
    /// <param name="path">The file that they come from, for messages.</param>
    /// <param name="json">The options.</param>
    /// <exception cref="ModelFormatException">An option is unknown, out of range, or has a value of another kind.</exception>
    public static TrainerOptions FromJson(string path, JsonNode? json)
    {
        try
        {
            JsonObject given = json?.DeepClone() as JsonObject ?? throw new ModelFormatException(path, "holds no options");
            Complete(given, new TrainerOptions().ToJson());
            TrainerOptions options = given.Deserialize(OptionsJson.Default.TrainerOptions)!;
            options.Check();
            return options;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException
            or ArgumentException)
        {
            throw new ModelFormatException(path, $"holds options that cannot be ({ErrorText.OneLine(exception)})", exception);
        }
    }

    /// <summary>Throws when an option is out of range.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and what is expected.</exception>
    public void Check()
    {
        Require.AtLeast("epochs", Epochs, 1);
        Require.AtLeast("batch size", BatchSize, 1);
        Require.AtLeast("accumulation steps", AccumulationSteps, 1);
        Require.AtLeast("shards", Shards ?? 1, 1);
        Require.AtMost("images of a step (batch size times accumulation steps)", (long)BatchSize * AccumulationSteps, int.MaxValue);
        Require.NotNegative("learning rate", LearningRate);
        Require.Between("label smoothing", LabelSmoothing, 0, 1);
        Require.AtLeast("threads", Threads, 0);
        Require.AtLeast("recalibration batches", RecalibrationBatches, 1);
        Require.AtLeast("evaluation batch size", EvaluationBatchSize, 1);
        Require.AtLeast("log every steps", LogEverySteps, 1);
        Require.AtLeast("keep checkpoints", KeepCheckpoints, 1);
        Require.AtLeast("checkpoint every steps", CheckpointEverySteps ?? 1, 1);
        Require.Positive("gradient clip", GradientClip ?? 1);
        Require.Known("last batch", LastBatch);
        Checks.Check();
        Optimizer.Check();
        Schedule.Check();
        Require.AtLeast("augmentation's shift", Augmentation?.MaxShift ?? 0, 0);
        Require.Between("augmentation's mixup", Augmentation?.Mixup ?? 0, 0, Math.BitIncrement(1.0));
        Averaging?.Check(Epochs);
        Require.Between("validation share", ValidationShare, 0, 1);
        Require.AtLeast("patience", Patience ?? 1, 1);
        Require.AtLeast("head-first epochs", HeadFirstEpochs, 0);
        if (WeightClasses && SampleClassesEvenly)
        {
            throw new ArgumentException("classes are to be weighted and sampled evenly, which would count small ones twice; choose one");
        }

        if (Schedule.WarmupEpochs >= Epochs)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"warm-up epochs is {Schedule.WarmupEpochs}, expected fewer than the {Epochs} epochs of the training"));
        }

        if (Resume && OutputFolder is null)
        {
            throw new ArgumentException("resume needs the output folder of the run that is to be continued");
        }
    }

    /// <summary>Says what is not said: what is absent would be read as nothing instead of as the default.</summary>
    private static void Complete(JsonObject given, JsonObject defaults)
    {
        foreach ((string key, JsonNode? value) in defaults)
        {
            if (!given.ContainsKey(key))
            {
                given[key] = value?.DeepClone();
            }
            else if (given[key] is JsonObject inner && value is JsonObject innerDefaults)
            {
                Complete(inner, innerDefaults);
            }
        }
    }
}
