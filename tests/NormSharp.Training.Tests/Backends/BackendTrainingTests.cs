using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Models;

namespace NormSharp.Training.Tests.Backends;

/// <summary>The same trainer trains on any backend.</summary>
public sealed class BackendTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lenet_with_batch_normalization_trains_in_double_as_on_the_CPU()
    {
        // Tolerances: three steps in float32 stay within some 10⁻⁶ of those in double.
        (Module Model, AfterStep Steps) expected = Lenet(backend: null);
        (Module Model, AfterStep Steps) actual = Lenet(new ReferenceBackend());

        Assert.Equal(3, actual.Steps.Steps.Count);
        for (int i = 0; i < 3; i++)
        {
            double loss = expected.Steps.Steps[i].Loss;
            Assert.InRange(actual.Steps.Steps[i].Loss, loss * (1 - 1e-4), loss * (1 + 1e-4));
        }

        Assert.NotEqual(expected.Steps.Steps[2].Loss, actual.Steps.Steps[2].Loss);
        Assert.Equal(expected.Steps.Epochs[0].TestLoss, actual.Steps.Epochs[0].TestLoss, 1e-3);
        ModelDistance.AssertClose(expected.Model, actual.Model, 1e-4);
    }

    [Fact]
    public void A_device_whose_memory_the_host_cannot_see_trains_as_the_reference_does()
    {
        using var device = new DeviceBackend();
        TrainerOptions options = TinyTask.Options() with
        {
            Epochs = 1,
            Averaging = new AveragingOptions(),
            GradientClip = 1,
            CheckpointEverySteps = 1,
        };
        Sequential expected = TinyTask.Model();
        Sequential actual = TinyTask.Model();

        TrainingSummary reference = new Trainer(expected, options with { OutputFolder = _folder.File("reference") })
        {
            Backend = new ReferenceBackend(),
        }.Fit(TinyTask.Data(32, 8));
        TrainingSummary summary = new Trainer(actual, options with { OutputFolder = _folder.File("device") })
        {
            Backend = device,
        }.Fit(TinyTask.Data(32, 8));

        TinyTask.AssertSameBits(expected, actual);
        Assert.Equal(reference.TrainLoss, summary.TrainLoss);
        Assert.Equal(reference.RecalibratedTestLoss, summary.RecalibratedTestLoss);
        Assert.Equal(reference.AveragedTestLoss, summary.AveragedTestLoss);
        foreach (string file in (string[])["model.safetensors", "model-averaged.safetensors"])
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(_folder.Path, "reference", file)),
                File.ReadAllBytes(Path.Combine(_folder.Path, "device", file)));
        }
    }

    /// <summary>Every normalization that keeps statistics of a batch, between two convolutions.</summary>
    public static TheoryData<string> Normalizations =>
        ["batch", "ghost", "renorm", "group", "instance", "instance, tracking", "layer", "rms"];

    [Theory]
    [MemberData(nameof(Normalizations))]
    public void Each_normalization_trains_on_a_device_and_leaves_its_statistics_there(string normalization)
    {
        using var device = new DeviceBackend();
        List<int> readBacks = [];
        var observer = new EveryStep(() => readBacks.Add(device.ReadBacks));
        Module expected = Convolutions(normalization);
        Module actual = Convolutions(normalization);
        TrainerOptions options = TinyTask.Options() with { Epochs = 1 };

        TrainingSummary reference = new Trainer(expected, options) { Backend = new ReferenceBackend() }.Fit(TinyTask.Data(64, 8));
        TrainingSummary summary = new Trainer(actual, options) { Backend = device }.Fit(TinyTask.Data(64, 8), observer);

        TinyTask.AssertSameBits(expected, actual);
        Assert.Equal(reference.TrainLoss, summary.TrainLoss);
        Assert.Equal(reference.TestLoss, summary.TestLoss);

        // The loss, the scores, and one look for a channel that is not finite. What takes statistics into running ones is composed by
        // default of reading and writing: a device overrides it.
        int running = normalization is "batch" or "ghost" or "renorm" or "instance, tracking" ? 4 : 0;
        Assert.All(
            readBacks.Zip(readBacks.Skip(1)), pair => Assert.InRange(pair.Second - pair.First - running, 2, running > 0 ? 3 : 2));
    }

    [Fact]
    public void A_step_reads_back_the_loss_and_the_scores_and_no_more()
    {
        using var device = new DeviceBackend();
        List<int> readBacks = [];
        var model = new Sequential(new Flatten(), new Linear(64, 8), new Relu(), new Dropout(0.25), new Linear(8, 3));
        model.Initialize(3);
        var observer = new EveryStep(() => readBacks.Add(device.ReadBacks));

        new Trainer(model, TinyTask.Options() with { Epochs = 1 }) { Backend = device }.Fit(TinyTask.Data(64, 8), observer);

        Assert.Equal(4, readBacks.Count);
        Assert.All(readBacks.Zip(readBacks.Skip(1)), pair => Assert.Equal(2, pair.Second - pair.First));
    }

    [Fact]
    public void A_model_comes_back_to_the_host_also_when_the_training_fails()
    {
        using var device = new DeviceBackend();
        Sequential model = TinyTask.Model();

        Assert.Throws<InvalidOperationException>(() => new Trainer(model, TinyTask.Options()) { Backend = device }
            .Fit(TinyTask.Data(32, 8), new EveryStep(() => throw new InvalidOperationException())));

        Assert.All(model.NamedParameters(), entry => entry.Parameter.AsSpan());
        Assert.All(model.NamedBuffers(), entry => entry.Buffer.AsSpan());
    }

    private static Module Convolutions(string normalization)
    {
        Module layer = normalization switch
        {
            "batch" => new BatchNorm(4),
            "ghost" => new GhostBatchNorm(4, 3),
            "renorm" => new BatchRenorm(4, new BatchRenormOptions { RMax = 2, DMax = 1, PlainSteps = 1, RMaxStep = 2, DMaxStep = 2 }),
            "group" => new GroupNorm(2, 4),
            "instance" => new InstanceNorm(4, new InstanceNormOptions { Affine = true }),
            "instance, tracking" => new InstanceNorm(4, new InstanceNormOptions { TrackRunningStatistics = true }),
            "layer" => new LayerNorm([4, 8, 8]),
            _ => new RmsNorm([4, 8, 8]),
        };
        var model = new Sequential(
            new Conv2d(1, 4, 3, new Conv2dOptions { Padding = 1 }), layer, new Relu(), new Flatten(), new Linear(256, 3));
        model.Initialize(3);
        return model;
    }

    private static (Module Model, AfterStep Steps) Lenet(Backend? backend)
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions { Classes = 2, Seed = 5 });
        var steps = new AfterStep(0, () => { });
        var shape = new ImageShape(1, 28, 28);
        var options = new TrainerOptions
        {
            Epochs = 1,
            BatchSize = 8,
            LearningRate = 0.1,
            Optimizer = new OptimizerOptions { Momentum = 0.9, WeightDecay = 1e-3 },
            RecalibrationBatches = 1,
            Threads = 1,
        };
        new Trainer(model, options) { Backend = backend }
            .Fit(new DataSplit(SampleFiles.Random(24, shape), SampleFiles.Random(4, shape)), steps);
        return (model, steps);
    }
}
