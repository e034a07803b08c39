using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Optimizers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Normalization;

public sealed class LazyBatchNormTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_first_input_decides_and_from_then_on_it_is_the_ordinary_layer(bool training)
    {
        var lazy = new BatchNorm();
        var ordinary = new BatchNorm(5);
        Assert.True(lazy.IsLazy);
        Assert.Equal(0, lazy.Channels);
        Assert.Null(lazy.Gamma);
        Assert.Empty(lazy.NamedParameters());
        lazy.Train(training);
        ordinary.Train(training);
        for (ulong step = 1; step <= 4; step++)
        {
            Tensor x = RandomTensor.Normal(step, [7, 5, 3], mean: step);
            Tensor dy = RandomTensor.Normal(step + 10, [7, 5, 3]);
            LayerPass.Of("cpu", lazy, x, dy).AssertClose(LayerPass.Of("cpu", ordinary, x, dy), 0);
        }

        Assert.False(lazy.IsLazy);
        LayerPass.AssertSameStatistics(ordinary, lazy, 0);
        Assert.Equal(["weight", "bias"], lazy.NamedParameters().Select(entry => entry.Name));
        Assert.Contains(
            "[N, 5, …]", Assert.Throws<LayerException>(() => lazy.Forward(Tensor.Zeros([2, 4]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_does_not_fit_decides_nothing()
    {
        var lazy = new BatchNorm();
        Assert.Contains(
            "[N, C, …]", Assert.Throws<LayerException>(() => lazy.Forward(Tensor.Zeros([3]))).Message, StringComparison.Ordinal);
        Assert.Throws<LayerException>(() => lazy.Forward(Tensor.Zeros([3, 0, 2])));
        Assert.True(lazy.IsLazy);
        Assert.Equal("BatchNorm(channels of its input)", lazy.ToString());
        Assert.Contains(
            "first", Assert.Throws<InvalidOperationException>(() => lazy.BeginRecalibration()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_saved_lazy_or_not()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        var model = new Sequential(("fc", new Linear(3, 4)), ("bn", new BatchNorm(new BatchNormOptions { Epsilon = 1e-3 })));
        ModelFile.Save(path, model);
        var before = (BatchNorm)((Sequential)ModelFile.Load(path).Module).Layers[1];
        Assert.True(before.IsLazy);
        Assert.Equal(1e-3, before.Options.Epsilon);
        model.Forward(RandomTensor.Normal(1, [6, 3]));
        model.Evaluate();
        ModelFile.Save(path, model);
        var after = (Sequential)ModelFile.Load(path).Module;
        Assert.Equal(4, ((BatchNorm)after.Layers[1]).Channels);
        Tensor x = RandomTensor.Normal(2, [5, 3]);
        Assert.Equal(model.Forward(x).ToArray(), after.Forward(x).ToArray());
    }

    [Fact]
    public void A_summary_teaches_it_its_channels_and_an_optimizer_wants_that_first()
    {
        var model = new Sequential(("fc", new Linear(3, 4)), ("bn", new BatchNorm()));
        Assert.Contains(
            "layer bn (BatchNorm)",
            Assert.Throws<InvalidOperationException>(() => ParameterGroup.All(model)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => ParameterGroup.DecayWeightsOnly(model));
        ModelSummary summary = ModelSummary.Of(model, [1, 3]);
        Assert.Equal(16 + 8, summary.Parameters);
        Assert.Equal(8, summary.Rows[1].Parameters);
        Assert.Equal("BatchNorm(4)", summary.Rows[1].Layer);
        Assert.Equal(4, ParameterGroup.All(model).Single().Parameters.Count);
    }
}
