using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Primitives;

namespace NormSharp.Training.Tests.Loop;

/// <summary>
/// Once it is warm, a whole step of the trainer, from loading to metrics, allocates nothing, on no thread of the process.
/// </summary>
[Collection(nameof(SteadyStateAllocationTests))]
[CollectionDefinition(nameof(SteadyStateAllocationTests), DisableParallelization = true)]
public class SteadyStateAllocationTests
{
    private const int Window = 20;
    private const int Windows = 6;

    [Theory]
    [InlineData("lenet-bn", OptimizerKind.Sgd, 1)]
    [InlineData("lenet-bn", OptimizerKind.Adam, 2)]
    [InlineData("lenet", OptimizerKind.Sgd, 2)]
    [InlineData("mlp", OptimizerKind.AdamW, 1)]
    [InlineData("mlp", OptimizerKind.Sgd, 2)]
    [InlineData("resnet20", OptimizerKind.Sgd, 1)]
    [InlineData("resnet20", OptimizerKind.Adam, 2)]
    [InlineData("vgg-small", OptimizerKind.Sgd, 2)]
    public void A_step_allocates_nothing(string model, OptimizerKind optimizer, int threads)
    {
        bool color = model is "resnet20" or "vgg-small";
        var shape = new ImageShape(color ? 3 : 1, color ? 16 : 28, color ? 16 : 28);
        Module network = ModelCatalog.Create(
            model,
            new ModelOptions
            {
                Input = (shape.Channels, shape.Height, shape.Width),
                Classes = 2,
                Dropout = 0.3,
                Pool = model == "lenet" ? PoolKind.Max : null,
            });
        AssertAllocatesNothing(network, shape, new OptimizerOptions { Kind = optimizer, Momentum = 0.9, WeightDecay = 1e-4 }, threads);
    }

    [Theory]
    [InlineData(ActivationKind.Tanh)]
    [InlineData(ActivationKind.Gelu)]
    public void Nor_does_one_without_normalization_that_clips(ActivationKind activation)
    {
        var shape = new ImageShape(1, 28, 28);
        Module network = ModelCatalog.Create("lenet", new ModelOptions { Classes = 2, Activation = activation });
        AssertAllocatesNothing(network, shape, new OptimizerOptions(), threads: 2);
    }

    private static void AssertAllocatesNothing(Module network, ImageShape shape, OptimizerOptions optimizer, int threads)
    {
        const int Steps = 3 + (Window * Windows);
        var observer = new Observer();
        var options = new TrainerOptions
        {
            Epochs = 1,
            BatchSize = 2,
            LearningRate = 0.01,
            Optimizer = optimizer,
            GradientClip = 1,
            LabelSmoothing = 0.1,
            Augmentation = new Augmentation { MaxShift = 1, HorizontalFlip = true },
            Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine, WarmupEpochs = 0.1 },
            Recalibrate = false,
            LogEverySteps = int.MaxValue,
            Threads = threads,
        };
        TrainingSummary summary = new Trainer(network, options)
            .Fit(new DataSplit(SampleFiles.Random(2 * Steps, shape), SampleFiles.Random(2, shape)), observer);

        // What else lives in the process, the test framework say, may allocate now and then; a step that does, does so in every window.
        Assert.Equal(0, observer.Fewest(observer.OfThread));
        Assert.Equal(0, observer.Fewest(observer.OfProcess));

        // The summary's mean takes in what the test framework's collections make the runtime count on this thread, some kilobytes once.
        Assert.InRange(summary.BytesAllocatedPerStep, 0, 99);
    }

    private sealed class Observer : ITrainingObserver
    {
        private int _steps;

        public long[] OfThread { get; } = new long[Windows + 1];

        public long[] OfProcess { get; } = new long[Windows + 1];

        public long Fewest(long[] totals) => totals.Skip(1).Zip(totals, (after, before) => after - before).Min();

        public void OnStep(in StepMetrics step)
        {
            int warm = ++_steps - 3;
            if (warm >= 0 && warm % Window == 0)
            {
                // Asking precisely stops the world, which may itself allocate where it is asked for the first time.
                OfProcess[warm / Window] = GC.GetTotalAllocatedBytes(precise: true);
                OfThread[warm / Window] = GC.GetAllocatedBytesForCurrentThread();
            }
        }
    }
}
