using NormSharp.Data;
using NormSharp.Layers;

namespace NormSharp.Training.Tests.Averaging;

public sealed class AveragingTests : IDisposable
{
    private static readonly AveragingOptions Exponential = new() { Decay = 0.8 };
    private static readonly AveragingOptions Stochastic = new() { Kind = AveragingKind.Stochastic, StartEpoch = 2 };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds() => new("ema", "swa");

    public void Dispose() => _folder.Dispose();

    /// <summary>What a run holds, with the times of its summary left out.</summary>
    private static (string Name, string Hash)[] Hashes(string run) =>
    [
        .. Directory.GetFiles(run, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (
                Path.GetRelativePath(run, path),
                path.EndsWith("summary.json", StringComparison.Ordinal)
                    ? string.Empty
                    : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))))),
    ];

    [Fact]
    public void The_exponential_average_is_the_bias_corrected_one_of_adam()
    {
        Sequential model = TinyTask.Model();
        List<Dictionary<string, float[]>> weights = [];
        var trainer = new Trainer(model, TinyTask.Options() with { Averaging = Exponential });
        trainer.Fit(TinyTask.Data(), new EachStep(_ => weights.Add(Parameters(model))));
        Sequential averaged = Averaged(trainer);

        // m ← d·m + (1 − d)·θ from 0, divided by 1 − dⁿ.
        foreach ((string name, float[] actual) in Parameters(averaged))
        {
            double[] moment = new double[actual.Length];
            foreach (Dictionary<string, float[]> step in weights)
            {
                for (int i = 0; i < moment.Length; i++)
                {
                    moment[i] = (0.8 * moment[i]) + (0.2 * step[name][i]);
                }
            }

            double correction = 1 - Math.Pow(0.8, weights.Count);
            Assert.All(actual.Zip(moment), pair => Assert.Equal(pair.Second / correction, pair.First, 1e-6));
        }
    }

    [Fact]
    public void A_training_killed_at_its_averaged_model_writes_it_when_it_goes_on()
    {
        string run = _folder.File("run");
        TrainerOptions options = TinyTask.Options() with
        {
            Averaging = Exponential,
            OutputFolder = run,
            Recalibrate = false,
            ValidationShare = 0.2,
        };
        new Trainer(TinyTask.Model(), options).Fit(TinyTask.Data());
        (string, string)[] whole = Hashes(run);
        Assert.Contains(whole, file => file.Item1 == "model-best.safetensors");
        foreach (string name in (string[])["model-averaged.safetensors", "model.safetensors", "summary.json"])
        {
            File.Delete(Path.Combine(run, name));
            File.WriteAllText(Path.Combine(run, $"{name}.2147483647-0123456789abcdef.tmp"), "half");
        }

        File.WriteAllText(Path.Combine(run, "model-best.safetensors.2147483647-0123456789abcdef.tmp"), "half");
        new Trainer(TinyTask.Model(), options with { Resume = true }).Fit(TinyTask.Data());
        Assert.Equal(whole, Hashes(run));
    }

    [Fact]
    public void The_stochastic_average_is_that_of_the_last_weights_of_its_epochs()
    {
        Sequential model = TinyTask.Model();
        List<Dictionary<string, float[]>> weights = [];
        var trainer = new Trainer(model, TinyTask.Options() with { Averaging = Stochastic });
        trainer.Fit(TinyTask.Data(), new EachStep(step => AddIf(step.Batch == step.Batches && step.Epoch >= 2)));
        Sequential averaged = Averaged(trainer);

        Assert.Equal(2, weights.Count);
        foreach ((string name, float[] actual) in Parameters(averaged))
        {
            Assert.All(actual.Select((value, i) => (value, i)), entry =>
                Assert.Equal((weights[0][name][entry.i] + (double)weights[1][name][entry.i]) / 2, entry.value, 1e-6));
        }

        void AddIf(bool condition)
        {
            if (condition)
            {
                weights.Add(Parameters(model));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_training_itself_does_not_feel_it(string kind)
    {
        Sequential with = TinyTask.Model();
        Sequential without = TinyTask.Model();

        TrainingSummary one = new Trainer(with, TinyTask.Options() with { Averaging = Options(kind) }).Fit(TinyTask.Data());
        TrainingSummary other = new Trainer(without, TinyTask.Options()).Fit(TinyTask.Data());

        TinyTask.AssertSameBits(without, with);
        Assert.Equal(other.RecalibratedTestLoss, one.RecalibratedTestLoss);
        Assert.NotNull(one.AveragedTestAccuracy);
        Assert.Null(other.AveragedTestAccuracy);
    }

    [Theory]
    [InlineData("ema", true)]
    [InlineData("swa", false)]
    public void The_average_has_recalibrated_statistics_of_its_own(string kind, bool recalibrate)
    {
        DataSplit data = TinyTask.Data();
        var trainer = new Trainer(TinyTask.Model(), TinyTask.Options() with { Averaging = Options(kind), Recalibrate = recalibrate });
        TrainingSummary summary = trainer.Fit(data);
        Sequential averaged = Averaged(trainer);
        Sequential again = Averaged(trainer);

        BatchNormRecalibration.Run(again, data.Train, new RecalibrationOptions { BatchSize = 16 });

        TinyTask.AssertSameBits(again, averaged);
        EvaluationResult result = Evaluator.Evaluate(averaged, data.Test);
        Assert.Equal(result.Accuracy, summary.AveragedTestAccuracy);
        Assert.Equal(result.Loss, summary.AveragedTestLoss!.Value, 6);
        Assert.NotEqual(summary.TestLoss, summary.AveragedTestLoss);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_stands_in_the_run_folder_beside_the_ordinary_model(string kind)
    {
        string run = _folder.File("run");
        var trainer = new Trainer(TinyTask.Model(), TinyTask.Options(run) with { Averaging = Options(kind) });
        TrainingSummary summary = trainer.Fit(TinyTask.Data());

        Predictor ordinary = Predictor.Load(Path.Combine(run, "model.safetensors"));
        Predictor averaged = Predictor.Load(Path.Combine(run, "model-averaged.safetensors"));

        TinyTask.AssertSameBits(trainer.Model, ordinary.Model);
        TinyTask.AssertSameBits(Averaged(trainer), averaged.Model);
        Assert.Equal(summary.AveragedTestAccuracy, averaged.Evaluate(TinyTask.Data().Test).Accuracy);

        // A finished run gives all of it back.
        var again = new Trainer(TinyTask.Model(seed: 9), TinyTask.Options(run) with { Averaging = Options(kind), Resume = true });
        Assert.Equal(summary.AveragedTestLoss, again.Fit(TinyTask.Data()).AveragedTestLoss);
        TinyTask.AssertSameBits(trainer.Model, again.Model);
        TinyTask.AssertSameBits(averaged.Model, Averaged(again));
    }

    [Theory]
    [InlineData("ema", 1)]
    [InlineData("ema", 4)]
    [InlineData("swa", 1)]
    [InlineData("swa", 4)]
    public void Stopped_anywhere_and_continued_it_is_the_same_to_the_last_bit(string kind, int accumulate)
    {
        TrainerOptions options = TinyTask.Options() with
        {
            Averaging = Options(kind),
            AccumulationSteps = accumulate,
            BatchSize = 16 / accumulate,
        };
        var reference = new Trainer(TinyTask.Model(), options);
        reference.Fit(TinyTask.Data());
        for (int stop = 1; stop < 21; stop += 3)
        {
            TrainerOptions stopped = options with { OutputFolder = _folder.File($"stopped-{stop}") };
            using var source = new CancellationTokenSource();
            Assert.Throws<TrainingInterruptedException>(() =>
                new Trainer(TinyTask.Model(), stopped).Fit(TinyTask.Data(), new AfterStep(stop, source.Cancel), source.Token));

            var continued = new Trainer(TinyTask.Model(seed: 99), stopped with { Resume = true });
            continued.Fit(TinyTask.Data());

            TinyTask.AssertSameBits(reference.Model, continued.Model);
            TinyTask.AssertSameBits(Averaged(reference), Averaged(continued));
        }
    }

    [Fact]
    public void A_run_is_not_continued_with_another_average()
    {
        string run = _folder.File("run");
        TrainerOptions options = TinyTask.Options(run) with { Averaging = Exponential };
        using var source = new CancellationTokenSource();
        Assert.Throws<TrainingInterruptedException>(() =>
            new Trainer(TinyTask.Model(), options).Fit(TinyTask.Data(), new AfterStep(3, source.Cancel), source.Token));

        string message = Assert.Throws<NormSharpException>(() =>
            new Trainer(TinyTask.Model(), options with { Resume = true, Averaging = Exponential with { Decay = 0.9 } })
                .Fit(TinyTask.Data())).Message;

        Assert.Contains("averaging.decay", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, 1, "decay")]
    [InlineData(0.9, 4, "start epoch is 4")]
    [InlineData(0.9, 0, "start epoch is 0")]
    public void Impossible_options_are_refused(double decay, int start, string word) => Assert.Contains(
        word,
        Assert.Throws<ArgumentException>(() => new Trainer(
            TinyTask.Model(),
            TinyTask.Options() with
            {
                Averaging = new AveragingOptions { Kind = AveragingKind.Stochastic, Decay = decay, StartEpoch = start },
            })).Message,
        StringComparison.Ordinal);

    private static AveragingOptions Options(string kind) => kind == "ema" ? Exponential : Stochastic;

    private static Sequential Averaged(Trainer trainer)
    {
        Sequential model = TinyTask.Model(seed: 5);
        trainer.Averaged!.CopyTo(model);
        return model;
    }

    private static Dictionary<string, float[]> Parameters(Module model) =>
        model.NamedParameters().ToDictionary(entry => entry.Name, entry => entry.Parameter.ToArray());

    private sealed class EachStep(Action<StepMetrics> act) : ITrainingObserver
    {
        public void OnStep(in StepMetrics step) => act(step);
    }
}
