using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Models;

namespace NormSharp.Tests.Layers;

public class ModelSummaryTests
{
    [Fact]
    public void The_convolution_of_a_textbook()
    {
        // A 7×7 convolution of stride 2 and padding 3 from 3 to 64 channels on 418×418.
        var model = new Sequential(("conv1", new Conv2d(3, 64, 7, new Conv2dOptions { Stride = 2, Padding = 3, Bias = false })));
        ModelSummaryRow row = Assert.Single(ModelSummary.Of(model, [1, 3, 418, 418]).Rows);
        Assert.Equal([1, 64, 209, 209], row.Output);
        Assert.Equal(9408, row.Parameters);
        Assert.True(row.IsTrainable);
        Assert.Equal(64L * 209 * 209 * 4, row.ActivationBytes);
    }

    [Fact]
    public void Leaves_mode_and_statistics_as_they_were()
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions());
        model.NamedModules().First(entry => entry.Module is BatchNorm).Module.Evaluate();
        bool[] before = [.. model.NamedModules().Select(entry => entry.Module.IsTraining)];
        ModelSummary summary = ModelSummary.Of(model, [1, 1, 28, 28]);
        Assert.Equal(before, model.NamedModules().Select(entry => entry.Module.IsTraining));
        Assert.All(model.NamedCounters(), entry => Assert.Equal(0, entry.Counter.Value));
        Assert.Equal(44426 + (2 * (6 + 16 + 120 + 84)), summary.Parameters);
        Assert.Equal(16, summary.Rows.Count);
        Assert.Equal("fc3", summary.Rows[^1].Name);
        Assert.Equal(0, summary.Rows.Single(row => row.Name == "flatten").ActivationBytes);
    }

    [Fact]
    public void Names_the_layer_that_an_input_does_not_fit()
    {
        Module model = ModelCatalog.Create("lenet", new ModelOptions());
        Assert.Equal("fc1", Assert.Throws<LayerException>(() => ModelSummary.Of(model, [1, 1, 32, 32])).Layer);
        Assert.Null(model.Observer);
    }

    [Fact]
    public void Frozen_layers_are_not_trainable()
    {
        Module model = ModelCatalog.Create("mlp", new ModelOptions());
        model.Freeze();
        ModelSummary summary = ModelSummary.Of(model, [1, 1, 28, 28]);
        Assert.Equal(0, summary.TrainableParameters);
        Assert.All(summary.Rows, row => Assert.False(row.IsTrainable));
    }
}
