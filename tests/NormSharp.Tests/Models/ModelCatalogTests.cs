using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Primitives;

namespace NormSharp.Tests.Models;

public class ModelCatalogTests
{
    [Theory]
    [InlineData("lenet", 44426, 0)]
    [InlineData("lenet-bn", 44878, 4)]
    [InlineData("mlp", 235530, 2)]
    [InlineData("vgg-small", 288170, 6)]
    [InlineData("resnet20", 272186, 21)]
    [InlineData("resnet32", 466618, 33)]
    [InlineData("resnet44", 661050, 45)]
    [InlineData("resnet56", 855482, 57)]
    public void Has_the_parameters_and_normalizations_that_its_paper_implies(string name, long parameters, int normalizations)
    {
        Module model = ModelCatalog.Create(name, new ModelOptions());
        Assert.Equal(parameters, model.ParameterCount());
        Assert.Equal(normalizations, model.NamedModules().Count(entry => entry.Module is BatchNorm));
        Assert.Equal([2, 10], model.Forward(RandomTensor.Normal(1, [2, 1, 28, 28])).Shape);
    }

    [Theory]
    [InlineData(BatchNormPlacement.First2, "bn1,bn2")]
    [InlineData(BatchNormPlacement.Last2, "bn3,bn4")]
    [InlineData(BatchNormPlacement.None, "")]
    [InlineData(BatchNormPlacement.All, "bn1,bn2,bn3,bn4")]
    public void LeNet_has_batch_normalization_where_it_is_asked_for(BatchNormPlacement placement, string expected)
        => Assert.Equal(expected, string.Join(',', ModelCatalog.Create("lenet", new ModelOptions { BatchNorm = placement })
            .NamedModules().Where(entry => entry.Module is BatchNorm).Select(entry => entry.Name)));

    [Fact]
    public void LeNets_options_change_what_they_name()
    {
        var model = (Sequential)ModelCatalog.Create("lenet", new ModelOptions
        {
            Padding = 2,
            Activation = ActivationKind.Relu,
            Pool = PoolKind.Max,
            Dropout = 0.5,
            BatchNorm = BatchNormPlacement.First2,
            Bias = false,
        });
        Assert.Equal(2, model.Layers.OfType<Relu>().Count() - 2);
        Assert.Equal(2, model.Layers.OfType<MaxPool2d>().Count());
        Assert.Single(model.Layers.OfType<Dropout>());
        Assert.Equal(400, model.Layers.OfType<Linear>().First().InFeatures);
        Assert.All(model.Layers.OfType<Conv2d>(), layer => Assert.Null(layer.Bias));
        Assert.All(model.Layers.OfType<Linear>(), layer => Assert.NotNull(layer.Bias));
    }

    [Theory]
    [InlineData("lenet", NormalizationKind.Batch, null, "bn1,bn2,bn3,bn4")]
    [InlineData("lenet", NormalizationKind.Layer, null, "ln1,ln2,ln3,ln4")]
    [InlineData("lenet", NormalizationKind.Group, BatchNormPlacement.First2, "gn1,gn2")]
    [InlineData("lenet", NormalizationKind.Group, BatchNormPlacement.Last2, "gn3,gn4")]
    [InlineData("lenet", NormalizationKind.Instance, null, "in1,in2")]
    [InlineData("lenet", NormalizationKind.Layer, BatchNormPlacement.None, "")]
    [InlineData("lenet-bn", NormalizationKind.Layer, null, "ln1,ln2,ln3,ln4")]
    [InlineData("lenet-bn", NormalizationKind.None, null, "")]
    [InlineData("mlp", NormalizationKind.Layer, null, "ln1,ln2")]
    [InlineData("mlp", NormalizationKind.Group, null, "gn1,gn2")]
    [InlineData("mlp", NormalizationKind.None, null, "")]
    [InlineData("vgg-small", NormalizationKind.None, null, "")]
    [InlineData("resnet20", NormalizationKind.None, null, "")]
    public void Other_normalizations_stand_where_batch_normalization_would(
        string model, NormalizationKind kind, BatchNormPlacement? placement, string expected)
    {
        foreach ((int padding, (int, int, int) input) in new[] { (0, (1, 28, 28)), (2, (3, 32, 27)) })
        {
            Module network = ModelCatalog.Create(
                model, new ModelOptions { Normalization = kind, BatchNorm = placement, Padding = padding, Input = input });
            Assert.Equal(
                expected,
                string.Join(',', network.NamedModules().Where(entry => entry.Module is INormalizationLayer).Select(entry => entry.Name)));
            Assert.Equal([2, 10], network.Forward(RandomTensor.Normal(1, [2, input.Item1, input.Item2, input.Item3])).Shape);
        }
    }

    /// <summary>A channel's bias is cancelled where the channel's own mean is subtracted, and nowhere else.</summary>
    [Theory]
    [InlineData(NormalizationKind.Batch, "fc3")]
    [InlineData(NormalizationKind.Instance, "fc1,fc2,fc3")]
    [InlineData(NormalizationKind.Layer, "conv1,conv2,fc1,fc2,fc3")]
    [InlineData(NormalizationKind.Group, "conv1,conv2,fc1,fc2,fc3")]
    [InlineData(NormalizationKind.None, "conv1,conv2,fc1,fc2,fc3")]
    public void Biases_are_left_out_only_where_the_normalization_cancels_them(NormalizationKind kind, string expected)
    {
        Module model = ModelCatalog.Create("lenet", new ModelOptions { Normalization = kind, Bias = false });
        Assert.Equal(
            expected,
            string.Join(
                ',',
                model.NamedModules()
                    .Where(entry => entry.Module is Conv2d { Bias: not null } or Linear { Bias: not null })
                    .Select(entry => entry.Name)));
    }

    [Fact]
    public void Normalizations_that_a_model_cannot_have_are_refused()
    {
        Refused("mlp", new ModelOptions { Normalization = NormalizationKind.Instance }, "no convolutions");
        Refused("mlp", new ModelOptions { Normalization = NormalizationKind.Layer, BatchNorm = BatchNormPlacement.First2 }, "first2");
        Refused("resnet20", new ModelOptions { Normalization = NormalizationKind.Group }, "resnet20 has batch normalization");
        Refused("vgg-small", new ModelOptions { Normalization = NormalizationKind.Layer }, "vgg-small has batch normalization");
        Refused("lenet-bn", new ModelOptions { Normalization = NormalizationKind.None, BatchNorm = BatchNormPlacement.All }, "leave one");

        static void Refused(string model, ModelOptions options, string expected) => Assert.Contains(
            expected, Assert.Throws<ArgumentException>(() => ModelCatalog.Create(model, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ResNet_takes_color_and_other_sizes()
        => Assert.Equal([2, 100], ModelCatalog.Create("resnet20", new ModelOptions { Input = (3, 32, 32), Classes = 100 })
            .Forward(RandomTensor.Normal(1, [2, 3, 32, 32])).Shape);

    [Fact]
    public void Wrong_names_and_sizes_are_refused()
    {
        Assert.Contains(
            "lenet-bn",
            Assert.Throws<ArgumentException>(() => ModelCatalog.Create("lenet5", new ModelOptions())).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "16×16",
            Assert.Throws<ArgumentException>(() => ModelCatalog.Create("lenet", new ModelOptions { Input = (1, 15, 28) })).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ModelCatalog.Create("mlp", new ModelOptions { BatchNorm = BatchNormPlacement.Last2 }));
        Assert.Throws<ArgumentException>(() => ModelCatalog.Create("mlp", new ModelOptions { Classes = 1 }));
    }
}
