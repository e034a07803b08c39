using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Normalization;

public sealed class FrozenBatchNormTests
{
    public static TheoryData<int[], int, bool> Cases => new()
    {
        { [5, 3], 1, true },
        { [1, 3, 4], 1, true },
        { [6, 1, 3, 5], 1, true },
        { [3, 1000], 1, true },
        { [8, 17, 1, 1], 1, false },
        { [4, 5, 3, 33], -1, true },
        { [0, 3], 1, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_the_evaluation_of_the_layer_it_came_from_in_every_mode(int[] extents, int axis, bool affine)
    {
        Shape shape = Shape.Create(extents);
        int channels = shape[shape.Axis(axis)];
        BatchNorm source = Trained(channels, new BatchNormOptions { Axis = axis, Affine = affine, Epsilon = 1e-3 });
        FrozenBatchNorm frozen = FrozenBatchNorm.From(source);
        float[] before = State(frozen);
        source.Evaluate();
        Tensor x = RandomTensor.Normal(1, shape, mean: 3);
        Tensor dy = RandomTensor.Normal(2, shape);
        foreach (bool training in (bool[])[true, false])
        {
            var model = new Sequential(frozen);
            model.Train(training);
            LayerPass expected = LayerPass.Of("reference", source, x, dy);
            LayerPass.Of("cpu", model, x, dy).AssertClose(expected with { Parameters = [] }, 1e-5);
            LayerPass.Of("reference", model, x, dy).AssertClose(expected with { Parameters = [] }, 1e-12);
        }

        Assert.Equal(before, State(frozen));
    }

    [Fact]
    public void Its_state_is_buffers_only()
    {
        var frozen = new FrozenBatchNorm(3);
        Assert.Empty(frozen.NamedParameters());
        Assert.Empty(frozen.NamedCounters());
        Assert.Equal(["weight", "bias", "running_mean", "running_var"], frozen.NamedBuffers().Select(entry => entry.Name));
        ModelSummaryRow row = ModelSummary.Of(new Sequential(frozen), [1, 3]).Rows.Single();
        Assert.Equal(("FrozenBatchNorm(3)", 0L, false), (row.Layer, row.Parameters, row.IsTrainable));
        frozen.Freeze(false);
        Assert.False((Module)frozen is IRecalibratable);
    }

    [Fact]
    public void A_whole_model_is_converted_and_the_original_left_alone()
    {
        var model = new Sequential(
            ("conv", new Conv2d(2, 4, 3)),
            ("bn", Trained(4, new BatchNormOptions())),
            ("block", new Residual(new Sequential(("bn", Trained(4, new BatchNormOptions { Affine = false })), ("act", new Relu())))),
            ("own", new BatchNorm(4, new BatchNormOptions { TrackRunningStatistics = false })));
        model.Layers[0].Freeze();
        model.Layers[2].Evaluate();
        var frozen = (Sequential)FrozenBatchNorm.Convert(model);
        Assert.Equal(2, frozen.NamedModules().Count(entry => entry.Module is FrozenBatchNorm));
        Assert.IsType<BatchNorm>(model.Layers[1]);
        Assert.IsType<BatchNorm>(frozen.Layers[3]);
        Assert.True(((Conv2d)frozen.Layers[0]).Weight.IsFrozen);
        Assert.False(((BatchNorm)frozen.Layers[3]).Gamma!.IsFrozen);
        Assert.Equal(
            model.NamedModules().Select(entry => entry.Module.IsTraining), frozen.NamedModules().Select(entry => entry.Module.IsTraining));
        model.Evaluate();
        frozen.Train();
        ((BatchNorm)frozen.Layers[3]).Evaluate();
        Tensor x = RandomTensor.Normal(1, [3, 2, 6, 6]);
        Assert.Equal(model.Forward(x).ToArray(), frozen.Forward(x).ToArray());
    }

    [Fact]
    public void It_is_saved_and_loaded()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        var model = new Sequential(("bn", FrozenBatchNorm.From(Trained(3, new BatchNormOptions { Epsilon = 0.1, Axis = -1 }))));
        ModelFile.Save(path, model);
        Tensor x = RandomTensor.Normal(1, [4, 2, 3]);
        Assert.Equal(model.Forward(x).ToArray(), ModelFile.Load(path).Module.Forward(x).ToArray());
    }

    [Fact]
    public void A_fused_activation_is_the_activation()
    {
        Tensor x = RandomTensor.Normal(1, [4, 3, 5]);
        Tensor dy = RandomTensor.Normal(2, [4, 3, 5]);
        BatchNorm source = Trained(3, new BatchNormOptions());
        source.Evaluate();
        LayerPass expected = LayerPass.Of("reference", new Sequential(source, new Tanh()), x, dy);
        LayerPass.Of("cpu", new Sequential(FrozenBatchNorm.From(source), new Tanh()), x, dy)
            .AssertClose(expected with { Parameters = [] }, 1e-5);
    }

    [Fact]
    public void It_folds_like_the_layer_it_came_from()
    {
        BatchNorm source = Trained(3, new BatchNormOptions());
        source.TryGetAffine(out ChannelAffine? expected, out _);
        Assert.True(FrozenBatchNorm.From(source).TryGetAffine(out ChannelAffine? actual, out _));
        Assert.Equal(expected!.Scale, actual.Scale);
        Assert.Equal(expected.Mean, actual.Mean);
        Assert.Equal(expected.Shift, actual.Shift);
        Assert.False(new FrozenBatchNorm(3, axis: 2).TryGetAffine(out _, out string? obstacle));
        Assert.Contains("dimension 2", obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_frozen_is_refused()
    {
        Assert.Throws<ArgumentException>(
            () => FrozenBatchNorm.From(new BatchNorm(3, new BatchNormOptions { TrackRunningStatistics = false })));
        Assert.Throws<ArgumentException>(() => FrozenBatchNorm.From(new BatchNorm()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrozenBatchNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrozenBatchNorm(1, double.NaN));
        Assert.Contains(
            "[N, 3, …]",
            Assert.Throws<LayerException>(() => new FrozenBatchNorm(3).Forward(Tensor.Zeros([2, 4]))).Message,
            StringComparison.Ordinal);
    }

    private static BatchNorm Trained(int channels, BatchNormOptions options)
    {
        BatchNorm layer = LayerPass.Scattered(new BatchNorm(channels, options));
        RandomTensor.Normal(41, [channels]).CopyTo(layer.RunningMean!.AsSpan());
        RandomTensor.Normal(42, [channels], mean: 3, deviation: 0.5f).CopyTo(layer.RunningVariance!.AsSpan());
        return layer;
    }

    private static float[] State(FrozenBatchNorm layer) => [.. layer.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray())];
}
