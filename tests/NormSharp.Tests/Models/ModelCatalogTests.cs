using NormSharp.Kernels.Elementwise;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Tensors;

namespace NormSharp.Tests.Models;

public class ModelCatalogTests
{
    [Theory]
    [InlineData("lenet", 44426, 0)]
    [InlineData("lenet-bn", 44878, 4)]
    [InlineData("mlp", 235530, 2)]
    [InlineData("vgg-small", 288170, 6)]
    [InlineData("resnet20", 272186, 21)]
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

    [Fact]
    public void ResNet_takes_color_and_other_sizes()
        => Assert.Equal([2, 100], ModelCatalog.Create("resnet20", new ModelOptions { Input = (3, 32, 32), Classes = 100 })
            .Forward(RandomTensor.Normal(1, [2, 3, 32, 32])).Shape);

    [Fact]
    public void Wrong_names_and_sizes_are_refused()
    {
        Assert.Contains("lenet-bn", Assert.Throws<ArgumentException>(() => ModelCatalog.Create("lenet5", new ModelOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("16×16", Assert.Throws<ArgumentException>(() => ModelCatalog.Create("lenet", new ModelOptions { Input = (1, 15, 28) })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ModelCatalog.Create("mlp", new ModelOptions { BatchNorm = BatchNormPlacement.Last2 }));
        Assert.Throws<ArgumentException>(() => ModelCatalog.Create("mlp", new ModelOptions { Classes = 1 }));
    }
}
