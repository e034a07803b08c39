using System.Text.Json.Nodes;
using NormSharp.Data;
using NormSharp.Serialization;

namespace NormSharp.Training.Tests.Options;

public sealed class TrainerOptionsTests
{
    private static readonly TrainerOptions Unusual = new()
    {
        Epochs = 3,
        BatchSize = 7,
        LearningRate = 0.1 + 0.2,
        Optimizer = new OptimizerOptions { Kind = OptimizerKind.AdamW, Beta2 = 0.99, WeightDecay = 1e-4, DecayNormalizationAndBias = true },
        Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine, WarmupEpochs = 0.5 },
        LabelSmoothing = 0.1,
        GradientClip = 2.5,
        AccumulationSteps = 3,
        Averaging = new AveragingOptions { Kind = AveragingKind.Stochastic, Decay = 0.99, StartEpoch = 2 },
        Checks = new CheckOptions { Silenced = ["BN005", "BN002"], Strict = true },
        Seed = ulong.MaxValue,
        Threads = 3,
        NormalizeInput = true,
        Augmentation = new Augmentation { MaxShift = 2, HorizontalFlip = true },
        Recalibrate = false,
        CheckpointEverySteps = 100,
        OutputFolder = "somewhere",
        Resume = true,
    };

    [Fact]
    public void Options_come_back_from_json_but_for_the_folder()
    {
        JsonObject json = JsonNode.Parse(Unusual.ToJson().ToJsonString())!.AsObject();

        TrainerOptions read = TrainerOptions.FromJson("run.json", json);

        Assert.Equal(Unusual with { OutputFolder = null, Resume = false }, read);
        Assert.Equal("AdamW", (string)json["optimizer"]!["kind"]!);
        Assert.Equal(ulong.MaxValue, (ulong)json["seed"]!);
    }

    [Theory]
    [InlineData("""{"epochs": "ten"}""")]
    [InlineData("""{"optimizer": {"kind": "Lion"}}""")]
    [InlineData("""{"epoch": 10}""")]
    public void Damaged_options_are_refused(string json) =>
        Assert.StartsWith(
            "run.json: ",
            Assert.Throws<ModelFormatException>(() => TrainerOptions.FromJson("run.json", JsonNode.Parse(json))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_defaults_are_valid() => new TrainerOptions().Check();

    public static TheoryData<string, TrainerOptions> Wrong() => new()
    {
        { "epochs is 0, expected at least 1", new() { Epochs = 0 } },
        { "batch size is 0, expected at least 1", new() { BatchSize = 0 } },
        { "learning rate is -0.1, expected a number that is not negative", new() { LearningRate = -0.1 } },
        { "learning rate is NaN", new() { LearningRate = double.NaN } },
        { "learning rate is Infinity", new() { LearningRate = double.PositiveInfinity } },
        { "label smoothing is 1", new() { LabelSmoothing = 1 } },
        { "threads is -1", new() { Threads = -1 } },
        { "gradient clip is 0", new() { GradientClip = 0 } },
        { "checkpoint every steps is 0", new() { CheckpointEverySteps = 0 } },
        { "momentum is 1, expected a number from 0 to below 1", new() { Optimizer = new() { Momentum = 1 } } },
        { "Nesterov", new() { Optimizer = new() { Nesterov = true } } },
        { "weight decay is -1", new() { Optimizer = new() { WeightDecay = -1 } } },
        { "step epochs is 0", new() { Schedule = new() { StepEpochs = 0 } } },
        { "one-cycle", new() { Schedule = new() { Kind = ScheduleKind.OneCycle, WarmupEpochs = 1 } } },
        { "resume", new() { Resume = true } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_options_are_named_with_their_value(string expected, TrainerOptions options) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(options.Check).Message, StringComparison.Ordinal);

    [Fact]
    public void Differences_that_change_the_result_are_told_and_no_others()
    {
        TrainerOptions other = Unusual with
        {
            LearningRate = 1,
            Threads = 1,
            LogEverySteps = 1,
            KeepCheckpoints = 9,
            CheckpointEverySteps = null,
            GradientClip = null,
            Optimizer = Unusual.Optimizer with { Beta1 = 0.8 },
        };

        IReadOnlyList<string> differences = OptionsComparison.Differences(Unusual.ToJson(), other.ToJson());

        Assert.Equal(
            [
                "learning_rate: the run has 0.30000000000000004, given is 1",
                "optimizer.beta1: the run has 0.9, given is 0.8",
                "gradient_clip: the run has 2.5, given is null",
            ],
            differences);
        Assert.Empty(OptionsComparison.Differences(Unusual.ToJson(), JsonNode.Parse(Unusual.ToJson().ToJsonString())!.AsObject()));
    }

    [Fact]
    public void What_is_not_said_is_the_default()
    {
        var json = (JsonObject)JsonNode.Parse("""{"epochs":3,"optimizer":{"momentum":0.5}}""")!;
        Assert.Equal(
            new TrainerOptions { Epochs = 3, Optimizer = new OptimizerOptions { Momentum = 0.5 } },
            TrainerOptions.FromJson("run.json", json));
        Assert.Equal(2, json.Count);
    }
}
