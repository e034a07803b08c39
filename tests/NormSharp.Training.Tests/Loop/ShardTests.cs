using NormSharp.Layers;
using NormSharp.Synchronization;

namespace NormSharp.Training.Tests.Loop;

/// <summary>The same shards give the same bits, whoever holds them.</summary>
public sealed class ShardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(8, false)]
    [InlineData(8, true)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public void Any_number_of_ranks_gives_the_same_bits(int shards, bool synchronized)
    {
        TrainerOptions options = Options() with
        {
            Shards = shards,
            GradientClip = 0.5,
            AccumulationSteps = 2,
            Averaging = new AveragingOptions { Kind = AveragingKind.Exponential },
            RecalibrateEachEpoch = true,
        };
        Module expected = Train(1, options, synchronized)[0];
        foreach (int ranks in (int[])[2, 3, 4, shards])
        {
            foreach (Module model in Train(ranks, options, synchronized))
            {
                TinyTask.AssertSameBits(expected, model);
            }
        }
    }

    [Theory]
    [InlineData(4, 2, 5)]
    [InlineData(4, 1, 6)]
    [InlineData(2, 4, 3)]
    public void A_run_goes_on_with_another_number_of_ranks_to_the_same_bits(int before, int after, int stopAfter)
    {
        TrainerOptions options = Options() with { Shards = 4 };
        Module expected = Train(1, options, false)[0];
        TrainerOptions stopped = options with { OutputFolder = _folder.File("run") };
        ThreadRanks.Run(before, reducer =>
        {
            using var cancellation = new CancellationTokenSource();
            var observer = new AfterStep(reducer.Rank == before - 1 ? stopAfter : 0, cancellation.Cancel);
            Assert.Throws<TrainingInterruptedException>(() => new Trainer(Model(false), stopped) { Reducer = reducer }
                .Fit(TinyTask.Data(66, 16), observer, cancellation.Token));
        });

        // How many shards there are stands in the run.
        foreach (Module model in Train(after, stopped with { Resume = true, Shards = null }, false))
        {
            TinyTask.AssertSameBits(expected, model);
        }

        // What is done is only loaded, on every rank.
        foreach (Module model in Train(3, stopped with { Resume = true }, false))
        {
            TinyTask.AssertSameBits(expected, model);
        }
    }

    [Fact]
    public void Ranks_without_shards_of_their_own_are_refused()
    {
        RankFailedException failed = Assert.Throws<RankFailedException>(() => Train(3, Options() with { Shards = 2 }, false));

        Assert.Contains("each step is cut into 2 shards, and 3 ranks need one each", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_shard_is_what_one_process_always_did()
    {
        var plain = new Trainer(Model(false), Options());
        plain.Fit(TinyTask.Data(66, 16));

        TinyTask.AssertSameBits(plain.Model, Train(1, Options() with { Shards = 1 }, false)[0]);
    }

    [Fact]
    public void A_failure_of_one_shard_is_what_the_caller_gets()
    {
        TrainerOptions options = Options() with { Shards = 4, LearningRate = 1e30 };

        Assert.Throws<TrainingDivergedException>(() => new Trainer(Model(false), options).Fit(TinyTask.Data(66, 16)));
    }

    private static Module[] Train(int ranks, TrainerOptions options, bool synchronized)
    {
        var models = new Module[ranks];
        ThreadRanks.Run(ranks, reducer =>
        {
            Module model = Model(synchronized);
            new Trainer(model, options) { Reducer = reducer }.Fit(TinyTask.Data(66, 16));
            models[reducer.Rank] = model;
        });
        return models;
    }

    private static TrainerOptions Options() => TinyTask.Options();

    private static Module Model(bool synchronized)
    {
        var model = new Sequential(
            new Conv2d(1, 4, 3),
            new BatchNorm(4),
            new Relu(),
            new Flatten(),
            new Linear(4 * 6 * 6, 8),
            new Dropout(0.2),
            new LayerNorm([8]),
            new Tanh(),
            new Linear(8, 3));
        model.Initialize(11);
        model.NamedParameters().First(entry => entry.Name.EndsWith("bias", StringComparison.Ordinal)).Parameter.IsFrozen = true;
        return synchronized ? SyncBatchNorm.Convert(model, SoloReducer.Instance) : model;
    }
}
