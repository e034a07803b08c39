using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Tensors;

namespace NormSharp.Tests.Models;

/// <summary>Networks of torchvision: names, shapes and numbers of parameters, by <c>Fixtures/torchvision.py</c>.</summary>
public sealed class PublishedModelTests
{
    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet34")]
    [InlineData("resnet50")]
    [InlineData("mobilenet_v2")]
    [InlineData("densenet121")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("efficientnet_b0")]
    [InlineData("squeezenet1_1")]
    public void State_is_named_as_in_torchvision(string name) => Compare(name);

    /// <summary>Half a gigabyte each.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [InlineData("vgg11_bn")]
    [InlineData("vgg16_bn")]
    public void State_of_the_largest_is_named_as_in_torchvision(string name) => Compare(name);

    [Theory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v2")]
    [InlineData("densenet121")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("efficientnet_b0")]
    [InlineData("squeezenet1_1")]
    public void Small_images_and_few_classes_are_taken_and_described(string name)
    {
        Module model = ModelCatalog.Create(name, new ModelOptions { Input = (3, 45, 32), Classes = 7 });
        Tensor x = RandomTensor.Normal(5, [2, 3, 45, 32]);
        model.Evaluate();
        Tensor expected = model.Forward(x);
        Assert.Equal([2, 7], expected.Shape);
        Module copy = UndrawnValues.Make(() => LayerCatalog.Create(model.Describe()));
        ModelRewriting.CopyState(model, copy);
        copy.Evaluate();
        Assert.Equal(expected.ToArray(), copy.Forward(x).ToArray());
    }

    [Fact]
    public void Options_of_other_networks_are_refused()
    {
        Refused(new ModelOptions { BatchNorm = BatchNormPlacement.First2 }, "layers without normalization");
        Refused(new ModelOptions { Normalization = NormalizationKind.Group }, "another normalization");
        Refused(new ModelOptions { Shortcut = ShortcutKind.Projection }, "other shortcuts");

        static void Refused(ModelOptions options, string expected) => Assert.Contains(
            expected,
            Assert.Throws<ArgumentException>(() => ModelCatalog.Create("resnet18", options with { Input = (3, 32, 32) })).Message,
            StringComparison.Ordinal);
    }

    private static void Compare(string name)
    {
        string fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "torchvision.json");
        JsonNode expected = JsonNode.Parse(File.ReadAllText(fixture))![name]!;
        Module model = UndrawnValues.Make(
            () => ModelCatalog.Create(name, new ModelOptions { Input = (3, 224, 224), Classes = 1000 }));
        Assert.Equal((long)expected["parameters"]!, model.ParameterCount());
        string[] lines =
        [
            .. model.NamedParameters().Select(entry => $"{entry.Name} {string.Join(',', entry.Parameter.Shape)}")
                .Concat(model.NamedBuffers().Select(entry => $"{entry.Name} {string.Join(',', entry.Buffer.Shape)}"))
                .Concat(model.NamedCounters().Select(entry => $"{entry.Name} "))
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal((int)expected["tensors"]!, lines.Length);
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        Assert.Equal((string)expected["sha256"]!, Convert.ToHexStringLower(SHA256.HashData(text)));
    }
}
