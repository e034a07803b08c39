using System.Text.Json.Nodes;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Training.Tests;

public sealed class TrainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder.File("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_learns()
    {
        TrainingSummary summary = new Trainer(TinyTask.Model(), TinyTask.Options() with { Epochs = 20, Augmentation = null })
            .Fit(TinyTask.Data(200, 100));

        Assert.InRange(summary.TrainLoss, 0, 0.5);
        Assert.InRange(summary.RecalibratedTestAccuracy!.Value, 0.9, 1);
    }

    [Fact]
    public void The_run_folder_holds_all_that_it_should()
    {
        var caller = new JsonObject { ["data"] = "tiny" };

        TrainingSummary summary = new Trainer(TinyTask.Model(), TinyTask.Options(Run)) { Caller = caller }.Fit(TinyTask.Data());

        using RunFolder run = RunFolder.Open(Run);
        Assert.Equal("tiny", (string)run.Run["caller"]!["data"]!);
        Assert.Equal("Sequential", (string)run.Run["model"]!["type"]!);
        Assert.Equal(16, (int)run.Run["options"]!["batch_size"]!);
        Assert.Equal(HostInfo.Current.Processor, (string)run.Run["host"]!["processor"]!);
        Assert.Equal(summary.ToJson().ToJsonString(), run.ReadSummary().ToJsonString());
        List<JsonObject> lines = [.. JsonLinesFile.Read(run.MetricsPath)];
        Assert.Equal([0, 0, 2, 4, 6, 7, 8, 10, 12, 14, 14, 16, 18, 20, 21], lines.Select(line => (int)line["step"]!));
        Assert.Equal([1, 2, 3], lines.Where(line => (string)line["kind"]! == "epoch").Select(line => (int)line["epoch"]!));
        Assert.Equal((double)lines[^1]["test_accuracy"]!, summary.TestAccuracy);
        Assert.Equal((double)lines[^1]["train_loss"]!, summary.TrainLoss);
        Assert.Equal(
            ["checkpoints", "metrics.jsonl", "model-as-trained.safetensors", "model.safetensors", "run.json", "summary.json"],
            Directory.GetFileSystemEntries(Run).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_saved_model_needs_no_more_than_its_file()
    {
        DataSplit data = TinyTask.Data();
        TrainingSummary summary = new Trainer(TinyTask.Model(), TinyTask.Options(Run) with { NormalizeInput = true }).Fit(data);

        Predictor model = Predictor.Load(Path.Combine(Run, "model.safetensors"));

        Assert.NotNull(model.Input.Normalization);
        Assert.Equal(data.Train.ClassNames, model.Input.Classes);
        Assert.Equal(summary.RecalibratedTestAccuracy, model.Evaluate(data.Test).Accuracy);
        Assert.Equal(summary.RecalibratedTestLoss!.Value, model.Evaluate(data.Test).Loss, 6);
    }

    [Fact]
    public void Without_recalibration_the_statistics_stay_as_trained()
    {
        Sequential with = TinyTask.Model();
        Sequential without = TinyTask.Model();

        TrainingSummary recalibrated = new Trainer(with, TinyTask.Options()).Fit(TinyTask.Data());
        TrainingSummary plain = new Trainer(without, TinyTask.Options() with { Recalibrate = false }).Fit(TinyTask.Data());

        Assert.Null(plain.RecalibratedTestAccuracy);
        Assert.Equal(plain.TestAccuracy, recalibrated.TestAccuracy);
        Assert.Equal(plain.TestLoss, recalibrated.TestLoss);
        foreach (((string name, int[] bits), int i) in TinyTask.Bits(with).Select((entry, i) => (entry, i)))
        {
            Assert.Equal(!name.Contains("running", StringComparison.Ordinal), bits.AsSpan().SequenceEqual(TinyTask.Bits(without)[i].Bits));
        }
    }

    [Fact]
    public void Recalibrating_each_epoch_changes_nothing_but_the_report()
    {
        Sequential one = TinyTask.Model();
        Sequential other = TinyTask.Model();
        TrainerOptions options = TinyTask.Options() with { Recalibrate = false };

        // Without a recalibration at the end, which would hide what those before it left behind.
        new Trainer(one, options with { RecalibrateEachEpoch = true }).Fit(TinyTask.Data());
        new Trainer(other, options).Fit(TinyTask.Data());

        TinyTask.AssertSameBits(other, one);
    }

    [Fact]
    public void Recalibration_at_the_last_epoch_and_at_the_end_agree()
    {
        var observer = new AfterStep(0, () => { });

        TrainingSummary summary = new Trainer(TinyTask.Model(), TinyTask.Options() with { RecalibrateEachEpoch = true })
            .Fit(TinyTask.Data(), observer);

        Assert.Equal(summary.RecalibratedTestAccuracy, observer.Epochs[^1].RecalibratedTestAccuracy);
        Assert.All(observer.Epochs, epoch => Assert.NotNull(epoch.RecalibratedTestAccuracy));
    }

    [Fact]
    public void Training_sums_weigh_images_not_batches()
    {
        var observer = new AfterStep(0, () => { });

        new Trainer(TinyTask.Model(), TinyTask.Options() with { Epochs = 1, LastBatch = LastBatch.Short })
            .Fit(TinyTask.Data(train: 20), observer);

        // 16 images and 4 images.
        Assert.Equal(((observer.Steps[0].Loss * 16) + (observer.Steps[1].Loss * 4)) / 20, observer.Epochs[0].TrainLoss, 12);
        Assert.Equal(((observer.Steps[0].Accuracy * 16) + (observer.Steps[1].Accuracy * 4)) / 20, observer.Epochs[0].TrainAccuracy, 12);
    }

    [Fact]
    public void An_image_left_over_makes_no_batch_of_its_own_unless_asked_to()
    {
        var observer = new AfterStep(0, () => { });

        new Trainer(TinyTask.Model(), TinyTask.Options() with { Epochs = 1 }).Fit(TinyTask.Data(train: 33), observer);

        Assert.Equal(3, observer.Start!.BatchesPerEpoch);
        var alone = new Trainer(TinyTask.Model(), TinyTask.Options() with { Epochs = 1, LastBatch = LastBatch.Short });
        Assert.Contains(
            "one value per channel",
            Assert.ThrowsAny<Exception>(() => alone.Fit(TinyTask.Data(train: 33))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_learning_rate_follows_the_schedule()
    {
        var observer = new AfterStep(0, () => { });
        TrainerOptions options = TinyTask.Options() with
        {
            Schedule = new ScheduleOptions { Kind = ScheduleKind.Step, StepEpochs = 1, StepFactor = 0.5 },
        };

        new Trainer(TinyTask.Model(), options).Fit(TinyTask.Data(), observer);

        Assert.Equal([0.1, 0.05, 0.025], observer.Steps.Select(step => step.LearningRate).Distinct());
        Assert.Equal(0.05, observer.Steps[7].LearningRate);
        Assert.Equal([0.1, 0.05, 0.025], observer.Epochs.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void A_run_is_never_overwritten()
    {
        new Trainer(TinyTask.Model(), TinyTask.Options(Run) with { Epochs = 1 }).Fit(TinyTask.Data());
        byte[] before = File.ReadAllBytes(Path.Combine(Run, "model.safetensors"));

        var exception = Assert.Throws<RunExistsException>(() => new Trainer(TinyTask.Model(1), TinyTask.Options(Run)).Fit(TinyTask.Data()));

        Assert.Contains("resume it", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Run, "model.safetensors")));
    }

    [Fact]
    public void Images_that_do_not_fit_are_refused_before_anything_is_written()
    {
        var large = new InMemoryImageSet("large", new ImageShape(3, 32, 32), ["a", "b"], new byte[3072], [0]);
        var many = new InMemoryImageSet("many", TinyTask.Shape, ["a", "b", "c", "d"], new byte[64], [3]);
        DataSplit good = TinyTask.Data();
        var trainer = new Trainer(TinyTask.Model(), TinyTask.Options(Run));

        string channels = Assert.Throws<NormSharpException>(() => trainer.Fit(new DataSplit(large, large))).Message;
        string classes = Assert.Throws<NormSharpException>(() => trainer.Fit(good with { Test = many })).Message;

        Assert.Contains("large: its images of 3×32×32 do not fit the model: layer conv", channels, StringComparison.Ordinal);
        Assert.Contains("many: tiny/train does not know the class d", classes, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', channels);
        Assert.False(Directory.Exists(Run));
    }

    [Fact]
    public void Wrong_options_are_refused_at_once() =>
        Assert.Contains(
            "batch size is 0",
            Assert.Throws<ArgumentException>(() => new Trainer(TinyTask.Model(), new TrainerOptions { BatchSize = 0 })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_learning_rate_that_explodes_stops_with_the_layer_and_a_good_checkpoint()
    {
        TrainerOptions options = TinyTask.Options(Run) with
        {
            LearningRate = 1e30,
            Optimizer = new OptimizerOptions(),
            Schedule = new ScheduleOptions(),
            CheckpointEverySteps = 1,
        };

        var exception = Assert.Throws<TrainingDivergedException>(() => new Trainer(TinyTask.Model(), options).Fit(TinyTask.Data()));

        Assert.NotNull(exception.Layer);
        Assert.Contains(exception.Layer, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Checkpoint last = new CheckpointStore(Path.Combine(Run, "checkpoints")).Latest()!;
        Assert.Contains(last.Path, exception.Message, StringComparison.Ordinal);
        Assert.Equal(exception.Step - 1, last.Step);
        Predictor good = Predictor.Load(last.ModelPath);
        Assert.All(
            good.Model.NamedParameters(), entry => Assert.All(entry.Parameter.ToArray(), value => Assert.True(float.IsFinite(value))));
        Assert.All(good.Model.NamedBuffers(), entry => Assert.All(entry.Buffer.ToArray(), value => Assert.True(float.IsFinite(value))));
    }

    [Theory]
    [InlineData("conv.weight", "conv")]
    [InlineData("fc1.bias", "fc1")]
    [InlineData("fc2.weight", "fc2")]
    public void The_first_layer_that_gives_nan_is_named_and_no_statistics_behind_it_are_touched(string parameter, string layer)
    {
        Sequential model = TinyTask.Model();
        AfterStep poison = new(2, () => model.NamedParameters().Single(entry => entry.Name == parameter).Parameter.AsSpan()[0] = float.NaN);
        Dictionary<string, float[]> before = [];
        AfterStep observer = new(2, () =>
        {
            poison.OnStep(default(StepMetrics) with { Step = 2 });
            before = model.NamedBuffers().ToDictionary(entry => entry.Name, entry => entry.Buffer.ToArray());
        });

        var exception = Assert.Throws<TrainingDivergedException>(
            () => new Trainer(model, TinyTask.Options()).Fit(TinyTask.Data(), observer));

        Assert.Equal(layer, exception.Layer);
        Assert.Equal(3, exception.Step);
        Assert.All(model.NamedBuffers(), entry => Assert.All(entry.Buffer.ToArray(), value => Assert.True(float.IsFinite(value))));
        string behind = layer == "conv" ? "bn1" : "bn2";
        if (layer != "fc2")
        {
            Assert.Equal(
                before[$"{behind}.running_mean"],
                model.NamedBuffers().Single(entry => entry.Name == $"{behind}.running_mean").Buffer.ToArray());
        }
    }

    [Fact]
    public void What_a_layer_allocates_in_each_step_is_in_the_summary()
    {
        DataSplit data = TinyTask.Data(train: 32 * 12);
        TrainerOptions options = TinyTask.Options() with { BatchSize = 32 };
        Assert.InRange(new Trainer(TinyTask.Model(), options).Fit(data).BytesAllocatedPerStep, 0, 500);
        var wasteful = new Sequential(new Wasteful(), TinyTask.Model());
        Assert.InRange(new Trainer(wasteful, options).Fit(data).BytesAllocatedPerStep, 1000, 1500);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_one_line_and_leaves_the_run_usable()
    {
        Sequential model = TinyTask.Model();
        var observer = new AfterStep(7, () =>
        {
            // The checkpoint at the end of the first epoch finds its place taken by a file.
            File.WriteAllText(Path.Combine(Run, "checkpoints", "step-00000007"), "in the way");
        });

        var exception = Assert.Throws<FileWriteException>(() => new Trainer(model, TinyTask.Options(Run)).Fit(TinyTask.Data(), observer));

        Assert.StartsWith(Path.Combine(Run, "checkpoints", "step-00000007"), exception.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(Run, "checkpoints", "step-00000007"));
        new Trainer(model, TinyTask.Options(Run) with { Resume = true }).Fit(TinyTask.Data());
    }

    /// <summary>Gives its input on, and 1,000 bytes to the garbage collector.</summary>
    private sealed class Wasteful : Module
    {
        public byte[] Waste { get; private set; } = [];

        protected override Tensor OnForward(Tensor x)
        {
            Waste = new byte[1000];
            return x;
        }
    }
}
