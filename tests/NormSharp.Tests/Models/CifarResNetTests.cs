using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Tests.Models;

public sealed class CifarResNetTests
{
    [Theory]
    [InlineData("resnet20", 269722)]
    [InlineData("resnet32", 464154)]
    [InlineData("resnet44", 658586)]
    [InlineData("resnet56", 853018)]
    public void Without_projections_it_has_the_published_parameters_and_names(string name, long parameters)
    {
        Module model = ModelCatalog.Create(name, Options(ShortcutKind.ZeroPadding));
        Assert.Equal(parameters, model.ParameterCount());
        string[] names = [.. model.NamedParameters().Select(entry => entry.Name)];
        Assert.Equal("conv1.weight", names[0]);
        Assert.Equal(["linear.weight", "linear.bias"], names[^2..]);
        Assert.Contains("layer2.0.conv1.weight", names);
        Assert.Contains("layer3.1.bn2.bias", names);
        Assert.DoesNotContain(names, parameter => parameter.Contains("shortcut", StringComparison.Ordinal));
    }

    [Fact]
    public void A_projection_has_the_names_of_a_convolution_and_its_normalization()
    {
        string[] names = [.. ModelCatalog.Create("resnet20", Options(ShortcutKind.Projection)).NamedParameters()
            .Select(entry => entry.Name).Where(name => name.Contains("shortcut", StringComparison.Ordinal))];
        Assert.Equal(["layer2.0.shortcut.0.weight", "layer2.0.shortcut.1.weight", "layer2.0.shortcut.1.bias"], names[..3]);
        Assert.Equal(6, names.Length);
    }

    [Fact]
    public void The_first_of_the_house_keeps_its_names()
        => Assert.Contains(
            "stage2_block1.shortcut.conv.weight",
            ModelCatalog.Create("resnet20", new ModelOptions()).NamedParameters().Select(entry => entry.Name));

    [Fact]
    public void The_shortcut_takes_every_second_position_between_zeros()
    {
        var layer = new ZeroPaddedShortcut(2, 1, 2);
        Tensor x = RandomTensor.Normal(3, [2, 3, 5, 4]);
        Tensor y = layer.Forward(x);
        Assert.Equal([2, 6, 3, 2], y.Shape);
        float[] values = x.ToArray();
        float[] got = y.ToArray();
        for (int i = 0; i < got.Length; i++)
        {
            (int n, int c, int h, int w) = (i / 36, i / 6 % 6, i / 2 % 3, i % 2);
            float expected = c is 0 or > 3 ? 0 : values[(((((n * 3) + c - 1) * 5) + (2 * h)) * 4) + (2 * w)];
            Assert.Equal(expected, got[i]);
        }
    }

    private static ModelOptions Options(ShortcutKind shortcut) => new() { Input = (3, 32, 32), Shortcut = shortcut };
}
