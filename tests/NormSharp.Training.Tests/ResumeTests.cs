using System.Text.Json.Nodes;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Training.Tests;

/// <summary>A training that is stopped or killed and continued ends like one that was not, to the last bit.</summary>
public sealed class ResumeTests : IDisposable
{
    // 100 images in batches of 16 make 7 steps an epoch, the last of 4 images; three epochs make 21.
    private const int Steps = 21;

    private static readonly string[] Timings = ["seconds", "images_per_second", "loader_images_per_second", "seconds_waited_for_images"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Optimizers() => new("momentum", "nesterov and clipping", "adam", "adamw and smoothing");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Stopped_at_any_step_and_continued_is_uninterrupted(string kind)
    {
        (Sequential expected, string reference) = Reference(kind);
        for (int stop = 1; stop < Steps; stop += kind == "momentum" ? 1 : 6)
        {
            string run = _folder.File($"stopped-{stop}");
            using var source = new CancellationTokenSource();
            var interrupted = Assert.Throws<TrainingInterruptedException>(() =>
                new Trainer(TinyTask.Model(), Options(kind, run)).Fit(TinyTask.Data(), new AfterStep(stop, source.Cancel), source.Token));
            Assert.Equal(stop, interrupted.Step);
            Assert.Contains($"{run} can be resumed", interrupted.Message, StringComparison.Ordinal);

            // The model that is given to the continuation brings its architecture only.
            Sequential actual = TinyTask.Model(seed: 99);
            new Trainer(actual, Options(kind, run) with { Resume = true }).Fit(TinyTask.Data());

            AssertSameRun(expected, reference, actual, run);
        }
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(5, null)]
    [InlineData(7, null)]
    [InlineData(8, 3)]
    [InlineData(13, 3)]
    [InlineData(20, 1)]
    public void Killed_and_continued_is_uninterrupted(int step, int? checkpointEvery)
    {
        (Sequential expected, string reference) = Reference("momentum");
        string run = _folder.File("killed");
        TrainerOptions options = Options("momentum", run) with { CheckpointEverySteps = checkpointEvery };
        Assert.Throws<KilledException>(() =>
            new Trainer(TinyTask.Model(), options).Fit(TinyTask.Data(), new AfterStep(step, () => throw new KilledException())));
        File.AppendAllText(Path.Combine(run, "metrics.jsonl"), "{\"kind\":\"st");
        Directory.CreateDirectory(Path.Combine(run, "checkpoints", "step-00000021.tmp"));

        Sequential actual = TinyTask.Model(seed: 99);
        var observer = new AfterStep(0, () => { });
        new Trainer(actual, options with { Resume = true, Threads = 2, LogEverySteps = 2 }).Fit(TinyTask.Data(), observer);

        AssertSameRun(expected, reference, actual, run);
        Assert.Equal(
            checkpointEvery is int every ? Math.Max((step - 1) / every * every, (step - 1) / 7 * 7) : (step - 1) / 7 * 7,
            observer.Start!.Step);
    }

    [Fact]
    public void Interrupted_again_and_again_is_uninterrupted()
    {
        (Sequential expected, string reference) = Reference("momentum");
        string run = _folder.File("run");
        Sequential actual = TinyTask.Model();
        bool resume = false;
        for (int stop = 2; stop < Steps; stop += 3)
        {
            using var source = new CancellationTokenSource();
            var trainer = new Trainer(actual, Options("momentum", run) with { Resume = resume });
            Assert.Throws<TrainingInterruptedException>(
                () => trainer.Fit(TinyTask.Data(), new AfterStep(stop, source.Cancel), source.Token));
            actual = TinyTask.Model(seed: (ulong)stop);
            resume = true;
        }

        new Trainer(actual, Options("momentum", run) with { Resume = true }).Fit(TinyTask.Data());

        AssertSameRun(expected, reference, actual, run);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        (Sequential expected, string reference) = Reference("adam");
        string run = _folder.File("threads");
        Sequential actual = TinyTask.Model();

        new Trainer(actual, Options("adam", run) with { Threads = threads }).Fit(TinyTask.Data());

        AssertSameRun(expected, reference, actual, run);
    }

    [Fact]
    public void Another_seed_gives_other_bits()
    {
        Sequential one = TinyTask.Model();
        Sequential other = TinyTask.Model();

        new Trainer(one, Options("momentum", null)).Fit(TinyTask.Data());
        new Trainer(other, Options("momentum", null) with { Seed = 2 }).Fit(TinyTask.Data());

        Assert.NotEqual(TinyTask.Bits(one)[0].Bits, TinyTask.Bits(other)[0].Bits);
    }

    [Fact]
    public void A_finished_run_gives_its_summary_and_model_again()
    {
        string run = _folder.File("run");
        Sequential first = TinyTask.Model();
        TrainingSummary summary = new Trainer(first, Options("momentum", run)).Fit(TinyTask.Data());
        Sequential again = TinyTask.Model(seed: 99);
        string before = File.ReadAllText(Path.Combine(run, "metrics.jsonl"));

        TrainingSummary second = new Trainer(again, Options("momentum", run) with { Resume = true }).Fit(TinyTask.Data());

        Assert.Equal(summary.ToJson().ToJsonString(), second.ToJson().ToJsonString());
        TinyTask.AssertSameBits(first, again);
        Assert.Equal(before, File.ReadAllText(Path.Combine(run, "metrics.jsonl")));
    }

    [Fact]
    public void Continuing_otherwise_than_it_was_started_is_refused_with_the_differences()
    {
        string run = _folder.File("run");
        Stop(run);
        TrainerOptions resume = Options("momentum", run) with { Resume = true };

        Assert.Contains(
            "learning_rate: the run has 0.1, given is 0.2",
            Refused(TinyTask.Model(), resume with { LearningRate = 0.2 }),
            StringComparison.Ordinal);
        Assert.Contains(
            "train.images: the run has 100, given is 99",
            Refused(TinyTask.Model(), resume, TinyTask.Data(train: 99)),
            StringComparison.Ordinal);
        Assert.Contains("another model", Refused(new Sequential(new Flatten(), new Linear(64, 3)), resume), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("state.safetensors")]
    public void A_half_written_checkpoint_is_named_and_the_one_before_it_can_be_used(string file)
    {
        (Sequential expected, string reference) = Reference("momentum");
        string run = _folder.File("run");
        Stop(run);
        string latest = Directory.GetDirectories(Path.Combine(run, "checkpoints")).Order().Last();
        using (var stream = new FileStream(Path.Combine(latest, file), FileMode.Open))
        {
            stream.SetLength(stream.Length / 2);
        }

        Sequential actual = TinyTask.Model();
        var trainer = new Trainer(actual, Options("momentum", run) with { Resume = true });
        var exception = Assert.Throws<ModelFormatException>(() => trainer.Fit(TinyTask.Data()));
        Assert.StartsWith(Path.Combine(latest, file), exception.Message, StringComparison.Ordinal);
        Directory.Delete(latest, recursive: true);
        trainer.Fit(TinyTask.Data());

        AssertSameRun(expected, reference, actual, run);
    }

    private static TrainerOptions Options(string kind, string? run)
    {
        TrainerOptions options = TinyTask.Options(run);
        return kind switch
        {
            "nesterov and clipping" => options with { GradientClip = 0.5, Optimizer = options.Optimizer with { Nesterov = true } },
            "adam" => options with { LearningRate = 0.01, Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam } },
            "adamw and smoothing" => options with
            {
                LearningRate = 0.01,
                LabelSmoothing = 0.1,
                NormalizeInput = true,
                RecalibrateEachEpoch = true,
                Schedule = new ScheduleOptions { Kind = ScheduleKind.OneCycle },
                Optimizer = new OptimizerOptions { Kind = OptimizerKind.AdamW, WeightDecay = 0.01 },
            },
            _ => options,
        };
    }

    private static void Stop(string run)
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<TrainingInterruptedException>(() =>
            new Trainer(TinyTask.Model(), Options("momentum", run)).Fit(TinyTask.Data(), new AfterStep(10, source.Cancel), source.Token));
    }

    private static string Refused(Module model, TrainerOptions options, DataSplit? data = null)
    {
        string message = Assert.Throws<NormSharpException>(() => new Trainer(model, options).Fit(data ?? TinyTask.Data())).Message;
        Assert.StartsWith(options.OutputFolder!, message, StringComparison.Ordinal);
        return message;
    }

    private static void AssertSameRun(Module expected, string reference, Module actual, string run)
    {
        TinyTask.AssertSameBits(expected, actual);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(reference, "model.safetensors")), File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
        Assert.Equal(Metrics(reference), Metrics(run));
        JsonObject summary = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "summary.json")))!.AsObject();
        JsonObject other = JsonNode.Parse(File.ReadAllText(Path.Combine(reference, "summary.json")))!.AsObject();
        foreach (string key in new[]
            { "test_accuracy", "test_accuracy_recalibrated", "test_loss", "test_loss_recalibrated", "train_accuracy", "train_loss",
                "steps" })
        {
            Assert.Equal(other[key]!.ToJsonString(), summary[key]!.ToJsonString());
        }
    }

    private static IEnumerable<string> Metrics(string run) => JsonLinesFile.Read(Path.Combine(run, "metrics.jsonl")).Select(line =>
    {
        foreach (string timing in Timings)
        {
            line.Remove(timing);
        }

        return line.ToJsonString();
    });

    private (Sequential Model, string Run) Reference(string kind)
    {
        string run = _folder.File("reference");
        Sequential model = TinyTask.Model();
        new Trainer(model, Options(kind, run)).Fit(TinyTask.Data());
        return (model, run);
    }

    private sealed class KilledException : Exception;
}
