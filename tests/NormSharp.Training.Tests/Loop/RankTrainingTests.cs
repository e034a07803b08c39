using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Synchronization;

namespace NormSharp.Training.Tests.Loop;

/// <summary>Ranks, each with its share of every batch, train the model that one process trains.</summary>
public sealed class RankTrainingTests : IDisposable
{
    private const double Rounding = 2e-5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, 1, 64, LastBatch.Even)]
    [InlineData(3, 1, 51, LastBatch.Short)]
    [InlineData(2, 2, 64, LastBatch.Even)]
    [InlineData(4, 1, 49, LastBatch.Even)]
    [InlineData(3, 1, 34, LastBatch.Short)]
    public void Without_batch_normalization_ranks_agree_with_one_process(int ranks, int accumulation, int images, LastBatch last)
    {
        TrainerOptions options = Options() with { AccumulationSteps = accumulation, LastBatch = last, GradientClip = 0.5 };
        AssertAgree(ranks, options, images, _ => Plain());
    }

    [Theory]
    [InlineData(2, 64)]
    [InlineData(3, 50)]
    [InlineData(3, 34)]
    public void With_synchronized_batch_normalization_ranks_agree_with_one_process(int ranks, int images)
        => AssertAgree(ranks, Options(), images, reducer => SyncBatchNorm.Convert(WithoutDropout(), reducer));

    [Fact]
    public void A_synchronized_layer_that_knows_no_reducer_gets_the_trainers()
        => AssertAgree(2, Options(), 64, _ => SyncBatchNorm.Convert(WithoutDropout(), SoloReducer.Instance));

    [Fact]
    public void Ordinary_batch_normalization_sees_the_ranks_share_and_all_ranks_end_with_one_model()
    {
        Module[] models = Train(2, Options() with { Recalibrate = false }, 64, _ => WithoutDropout());
        Module whole = WithoutDropout();
        new Trainer(whole, Options() with { Recalibrate = false }).Fit(TinyTask.Data(64, 16));

        TinyTask.AssertSameBits(models[0], models[1]);
        Assert.ThrowsAny<Exception>(() => ModelDistance.AssertClose(whole, models[0], 1e-4));
    }

    [Fact]
    public void Ranks_draw_the_masks_that_parts_of_a_step_draw_in_one_process()
    {
        Module whole = WithDropout();
        new Trainer(whole, Options() with { BatchSize = 8, AccumulationSteps = 2 }).Fit(TinyTask.Data(64, 16));

        Module[] models = Train(2, Options(), 64, _ => WithDropout());

        ModelDistance.AssertClose(whole, models[0], Rounding);
    }

    [Fact]
    public void Only_the_first_rank_writes()
    {
        Train(2, Options() with { OutputFolder = _folder.File("run") }, 64, _ => Plain());

        using RunFolder run = RunFolder.Open(_folder.File("run"));
        Assert.Equal(12, (int)run.ReadSummary()["steps"]!);
    }

    [Fact]
    public void Ranks_stop_at_the_same_step_when_one_is_cancelled()
    {
        long[] stopped = new long[2];
        ThreadRanks.Run(2, reducer =>
        {
            using var cancellation = new CancellationTokenSource();
            var observer = new AfterStep(reducer.Rank == 1 ? 3 : 0, cancellation.Cancel);
            stopped[reducer.Rank] = Assert.Throws<TrainingInterruptedException>(() => new Trainer(Plain(), Options()) { Reducer = reducer }
                .Fit(TinyTask.Data(64, 16), observer, cancellation.Token)).Step;
        });

        // The wish travels with the next step's sums.
        Assert.Equal([4, 4], stopped);
    }

    [Fact]
    public void Ranks_that_differ_are_refused_by_name()
    {
        Assert.Contains(
            "rank 1 differs from rank 0: model.weights: rank 0 has",
            Refused(2, _ => Options(), reducer => Plain(11 + (ulong)reducer.Rank)),
            StringComparison.Ordinal);
        Assert.Contains(
            "options.label_smoothing: rank 0 has 0, rank 2 has 0.1",
            Refused(3, rank => rank == 2 ? Options() with { LabelSmoothing = 0.1 } : Options(), _ => Plain()),
            StringComparison.Ordinal);
        Assert.Contains(
            "data.train.sha256",
            Refused(2, _ => Options(), _ => Plain(), rank => TinyTask.Data() with { Train = TinyTask.Set("train", 64, 3 + (ulong)rank) }),
            StringComparison.Ordinal);
    }

    private static string Refused(
        int ranks, Func<int, TrainerOptions> options, Func<IReducer, Module> create, Func<int, DataSplit>? data = null)
        => Assert.IsType<NormSharpException>(
            Assert.Throws<RankFailedException>(() => ThreadRanks.Run(ranks, reducer =>
                new Trainer(create(reducer), options(reducer.Rank)) { Reducer = reducer }
                    .Fit(data?.Invoke(reducer.Rank) ?? TinyTask.Data(64, 16)))).InnerException).Message;

    private static void AssertAgree(int ranks, TrainerOptions options, int images, Func<IReducer, Module> create)
    {
        Module expected = create(SoloReducer.Instance);
        var steps = new AfterStep(0, () => { });
        new Trainer(expected, options with { BatchSize = options.BatchSize * options.AccumulationSteps, AccumulationSteps = 1 })
            .Fit(TinyTask.Data(images, 16), steps);
        var observers = new AfterStep[ranks];
        Module[] models = Train(ranks, options, images, create, observers);

        Assert.True(steps.Steps.Count >= 6);
        foreach (AfterStep observer in observers)
        {
            Assert.Equal(steps.Steps.Count, observer.Steps.Count);
            for (int i = 0; i < steps.Steps.Count; i++)
            {
                Assert.Equal(steps.Steps[i].Loss, observer.Steps[i].Loss, 1e-5);
                Assert.Equal(steps.Steps[i].Accuracy, observer.Steps[i].Accuracy, 1e-12);
            }
        }

        ModelDistance.AssertClose(expected, models[0], Rounding);
        Assert.All(models, model => TinyTask.AssertSameBits(models[0], model));
    }

    private static Module[] Train(
        int ranks, TrainerOptions options, int images, Func<IReducer, Module> create, AfterStep[]? observers = null)
    {
        var models = new Module[ranks];
        ThreadRanks.Run(ranks, reducer =>
        {
            Module model = models[reducer.Rank] = create(reducer);
            var observer = new AfterStep(0, () => { });
            observers?[reducer.Rank] = observer;
            new Trainer(model, options) { Reducer = reducer }.Fit(TinyTask.Data(images, 16), observer);
        });
        return models;
    }

    private static TrainerOptions Options() => TinyTask.Options();

    private static Sequential Plain(ulong seed = 11)
    {
        var model = new Sequential(
            new Conv2d(1, 4, 3), new Relu(), new MaxPool2d(2), new Flatten(), new Linear(36, 8), new Tanh(), new Linear(8, 3));
        model.Initialize(seed);
        return model;
    }

    private static Sequential WithDropout()
    {
        var model = new Sequential(new Flatten(), new Linear(64, 16), new Tanh(), new Dropout(0.5), new Linear(16, 3));
        model.Initialize(11);
        return model;
    }

    private static Sequential WithoutDropout()
    {
        var model = new Sequential(
            new Conv2d(1, 4, 3),
            new BatchNorm(4),
            new Relu(),
            new Flatten(),
            new Linear(4 * 6 * 6, 8),
            new BatchNorm(8),
            new Tanh(),
            new Linear(8, 3));
        model.Initialize(11);
        return model;
    }
}
