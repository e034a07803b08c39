using NormSharp.Layers;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Training.Tests.Loop;

/// <summary>Every normalization trains over ranks: to the same bits on any number of them, and like one process where it can.</summary>
public sealed class RankLayerTests
{
    private const double Rounding = 2e-5;

    [Theory]
    [InlineData("batch", false)]
    [InlineData("renorm", false)]
    [InlineData("ghost", false)]
    [InlineData("domain", false)]
    [InlineData("frozen", true)]
    [InlineData("frozen statistics", true)]
    [InlineData("group", true)]
    [InlineData("instance", true)]
    [InlineData("instance with statistics", true)]
    [InlineData("layer", true)]
    [InlineData("rms", true)]
    [InlineData("lp", true)]
    [InlineData("mean and variance", true)]
    [InlineData("mean and variance of the batch", false)]
    [InlineData("local response", true)]
    public void Every_normalization_gives_the_same_bits_on_any_number_of_ranks(string name, bool isOfSamples)
    {
        TrainerOptions options = TinyTask.Options() with { Shards = 4 };
        Module expected = Train(1, options, name)[0];
        foreach (int ranks in (int[])[2, 3, 4])
        {
            Assert.All(Train(ranks, options, name), model => TinyTask.AssertSameBits(expected, model));
        }

        // What looks at one sample at a time cannot tell shards from a batch.
        Module whole = Train(1, options with { Shards = null }, name)[0];
        if (isOfSamples)
        {
            ModelDistance.AssertClose(whole, expected, Rounding);
        }
        else
        {
            Assert.ThrowsAny<Exception>(() => ModelDistance.AssertClose(whole, expected, 1e-4));
        }
    }

    [Fact]
    public void The_head_learns_first_on_all_ranks()
    {
        TrainerOptions options = TinyTask.Options() with { HeadFirstEpochs = 2, Shards = 4 };
        Module expected = Train(1, options, "group")[0];
        Assert.All(Train(3, options, "group"), model => TinyTask.AssertSameBits(expected, model));
        ModelDistance.AssertClose(Train(1, options with { Shards = null }, "group")[0], expected, Rounding);

        // All three epochs alone leave the other layers where they were.
        Module untouched = Train(2, options with { HeadFirstEpochs = 3 }, "group")[0];
        Assert.Equal(Weights(Model("group"), "0.weight"), Weights(untouched, "0.weight"));
        Assert.NotEqual(Weights(Model("group"), "0.weight"), Weights(expected, "0.weight"));
        Assert.NotEqual(Weights(Model("group"), "4.weight"), Weights(untouched, "4.weight"));
    }

    private static float[] Weights(Module model, string name)
        => model.NamedParameters().Single(entry => entry.Name == name).Parameter.ToArray();

    private static Module[] Train(int ranks, TrainerOptions options, string name)
    {
        var models = new Module[ranks];
        ThreadRanks.Run(ranks, reducer =>
        {
            Module model = models[reducer.Rank] = Model(name);
            new Trainer(model, options) { Reducer = reducer }.Fit(TinyTask.Data(66, 16));
        });
        return models;
    }

    private static Sequential Model(string name)
    {
        Module norm = name switch
        {
            "batch" => new BatchNorm(4),
            "renorm" => new BatchRenorm(4),
            "ghost" => new GhostBatchNorm(4, 2),
            "domain" => new DomainBatchNorm(4, ["day", "night"]),
            "frozen" => FrozenBatchNorm.From(WithStatistics()),
            "frozen statistics" => WithStatistics(),
            "group" => new GroupNorm(2, 4),
            "instance" => new InstanceNorm(4),
            "instance with statistics" => new InstanceNorm(4, new InstanceNormOptions { TrackRunningStatistics = true }),
            "layer" => new LayerNorm([4, 6, 6]),
            "rms" => new RmsNorm([4, 6, 6]),
            "lp" => new LpNorm(2, 1),
            "mean and variance" => new MeanVarianceNorm([2, 3], 1e-5),
            "mean and variance of the batch" => new MeanVarianceNorm([0, 2, 3], 1e-5),
            _ => new LocalResponseNorm(3),
        };
        var model = new Sequential(new Conv2d(1, 4, 3), norm, new Relu(), new Flatten(), new Linear(4 * 6 * 6, 3));
        model.Initialize(11);
        return model;
    }

    private static BatchNorm WithStatistics()
    {
        var layer = new BatchNorm(4);
        layer.Forward(Tensor.From([0.3f, -0.2f, 0.1f, 0.4f, -0.5f, 0.9f, -0.1f, 0.7f], [2, 4]));
        layer.FreezesStatistics = true;
        return layer;
    }
}
