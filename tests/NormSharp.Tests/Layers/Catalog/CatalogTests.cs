using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Catalog;

/// <summary>What a definition says of a layer is what the layer is.</summary>
public sealed class CatalogTests
{
    public static TheoryData<string> Samples => [.. SampleLayers.All.Keys];

    [Fact]
    public void No_kind_of_layer_is_forgotten()
        => Assert.Equal(
            LayerCatalog.All.Where(definition => definition.LayerType.Assembly == typeof(Module).Assembly)
                .Select(definition => definition.Type),
            SampleLayers.All.Values.SelectMany(sample => sample.Make().NamedModules()).Select(entry => entry.Module.TypeName).Distinct()
                .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_public_layer_is_in_the_catalogue()
        => Assert.Empty(typeof(Module).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Module)) && !type.IsAbstract)
            .Except(LayerCatalog.All.Select(definition => definition.LayerType)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_layer_is_made_again_from_its_description(string name)
    {
        Module layer = SampleLayers.All[name].Make();
        string description = layer.Describe().ToJsonString();
        Module again = LayerCatalog.Create((JsonObject)JsonNode.Parse(description)!);
        Assert.Equal(layer.GetType(), again.GetType());
        Assert.Equal(layer.TypeName, LayerCatalog.Of(layer)!.Type);
        Assert.Equal(description, again.Describe().ToJsonString());
        Assert.Equal(
            layer.NamedParameters().Select(entry => (entry.Name, entry.Parameter.Shape)),
            again.NamedParameters().Select(entry => (entry.Name, entry.Parameter.Shape)));
    }

    [Theory]
    [InlineData("InstanceNorm")]
    [InlineData("BatchNorm, bare, channels last")]
    public void What_a_layer_does_not_allow_is_a_fault_of_the_description(string name)
    {
        JsonObject description = SampleLayers.All[name].Make().Describe();
        description["freezes_statistics"] = true;
        Assert.Contains("freeze", Assert.Throws<FormatException>(() => LayerCatalog.Create(description)).Message);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Its_state_is_known_before_it_is_made(string name)
    {
        Module layer = SampleLayers.All[name].Make();
        StateSize size = ModelSize.Of(layer.Describe()).State;
        Assert.Equal(layer.ParameterCount(), size.Parameters);
        Assert.Equal(layer.NamedBuffers().Sum(entry => entry.Buffer.Length), size.Buffers);
        Assert.Equal(layer.NamedCounters().Count(), size.Counters);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Its_output_is_known_before_it_is_made(string name)
    {
        (Func<Module> make, Shape[] inputs) = SampleLayers.All[name];
        Module layer = make();
        layer.Evaluate();
        JsonObject description = layer.Describe();
        using var tape = new Tape(gradients: false);
        Shape actual = layer.Forward([.. inputs.Select((shape, i) => tape.Input(RandomTensor.Normal((ulong)i, shape)))]).Shape;
        Assert.Equal(actual, ModelGraph.Of(make(), inputs).Outputs[0].Shape);
        if (inputs.Length > 0)
        {
            Assert.Equal(actual, ModelSize.Of(description, inputs).Output);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_view_is_its_inputs_memory_and_nothing_else_is(string name)
    {
        (Func<Module> make, Shape[] inputs) = SampleLayers.All[name];
        Module layer = make();
        layer.Evaluate();
        using var tape = new Tape(gradients: false);
        Tensor[] x = [.. inputs.Select((shape, i) => tape.Input(RandomTensor.Normal((ulong)i, shape)))];
        Tensor y = layer.Forward(x);
        Assert.Equal(
            LayerCatalog.Of(layer)!.IsView || name == "Sequential, empty", x.Length > 0 && ReferenceEquals(x[0].Storage, y.Storage));
    }

    [Theory]
    [InlineData("lenet-bn")]
    [InlineData("mlp")]
    [InlineData("vgg-small")]
    [InlineData("resnet20")]
    public void A_models_size_is_that_of_its_summary(string name)
    {
        Module model = NormSharp.Models.ModelCatalog.Create(name, new NormSharp.Models.ModelOptions());
        Shape input = [4, 1, 28, 28];
        ModelSize size = ModelSize.Of(model.Describe(), input);
        ModelSummary summary = ModelSummary.Of(model, input);
        long sums = ModelGraph.Of(model, input).Nodes.Where(node => node.Layer is Sum).Sum(node => (long)node.Output.Shape.ElementCount);
        Assert.Equal(summary.Parameters, size.State.Parameters);
        Assert.Equal((summary.ActivationBytes / sizeof(float)) + sums, size.Activations);
        Assert.Equal([4, 10], size.Output!.Value);
    }

    [Fact]
    public void Scratch_memory_is_that_of_the_layer_that_takes_most()
    {
        var small = new Conv2d(3, 4, 3);
        var large = new Conv2d(4, 8, 5, new Conv2dOptions { Padding = 2 });
        var model = new Sequential(small, new Relu(), large, new Flatten(), new Linear(8 * 30 * 30, 10));
        ModelSize size = ModelSize.Of(model.Describe(), [[2, 3, 32, 32]]);
        long[] each =
        [
            ModelSize.Of(small.Describe(), [[2, 3, 32, 32]]).Scratch,
            ModelSize.Of(large.Describe(), [[2, 4, 30, 30]]).Scratch,
            ModelSize.Of(new Linear(8 * 30 * 30, 10).Describe(), [[2, 8 * 30 * 30]]).Scratch,
        ];
        Assert.All(each, scratch => Assert.True(scratch > 0));
        Assert.Equal(each.Max(), size.Scratch);
        Assert.Equal(4 * (size.State.Total + size.Activations + size.Scratch), size.Bytes);
    }

    [Fact]
    public void Claims_beyond_all_numbers_do_not_wrap()
    {
        var linear = new JsonObject
        {
            ["type"] = "Linear",
            ["in_features"] = int.MaxValue,
            ["out_features"] = int.MaxValue,
            ["bias"] = true,
        };
        var layers = new JsonArray(
            [.. Enumerable.Range(0, 3).Select(i => { JsonNode copy = linear.DeepClone(); copy["name"] = $"{i}"; return copy; })]);
        Assert.Equal(long.MaxValue, ModelSize.Of(new JsonObject { ["type"] = "Sequential", ["layers"] = layers }).State.Total);
        Assert.Throws<LayerException>(() => ModelSize.Of(new JsonObject { ["type"] = "Flatten" }, [1, 70000, 70000]));
    }

    [Fact]
    public void A_network_that_multiplies_itself_is_refused()
    {
        // Each block holds the one before it twice: 2³⁰ layers in thirty lines.
        var blocks = new JsonArray();
        string before = "b0";
        blocks.Add((JsonNode)new JsonObject { ["type"] = "Relu", ["name"] = before });
        for (int i = 1; i <= 30; i++)
        {
            JsonNode Copy(string name) => new JsonObject { ["type"] = "Shared", ["layer"] = before, ["name"] = name };
            blocks.Add(
                (JsonNode)new JsonObject { ["type"] = "Sequential", ["layers"] = new JsonArray(Copy("x"), Copy("y")), ["name"] = $"b{i}" });
            before = $"b{i}";
        }

        var description = new JsonObject { ["type"] = "Sequential", ["layers"] = blocks };
        Assert.Contains(
            "65536 layers", Assert.Throws<FormatException>(() => LayerCatalog.Create(description)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "65536 layers", Assert.Throws<FormatException>(() => ModelSize.Of(description, [2, 3])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"Sequential","layers":[{"type":"Shared","layer":"0","name":"0"}]}""")]
    [InlineData("""{"type":"Sequential","layers":[{"type":"Shared","layer":"1","name":"0"},{"type":"Relu","name":"1"}]}""")]
    [InlineData("""{"type":"Residual","branch":{"type":"Sequential","layers":[{"type":"Shared","layer":"branch","name":"0"}]}}""")]
    public void What_is_shared_must_stand_before(string description)
        => Assert.Contains(
            "shares",
            Assert.Throws<FormatException>(() => LayerCatalog.Create((JsonObject)JsonNode.Parse(description)!)).Message,
            StringComparison.Ordinal);
}
