using System.Text.Json.Nodes;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Serialization;

public class ModelFileTests
{
    [Theory]
    [InlineData("lenet")]
    [InlineData("lenet-bn")]
    [InlineData("mlp")]
    [InlineData("vgg-small")]
    [InlineData("resnet20")]
    public void Every_model_comes_back_with_the_same_outputs(string name)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        Module model = ModelCatalog.Create(name, new ModelOptions { Dropout = 0.1, Seed = 9 });
        Tensor x = RandomTensor.Normal(1, [4, 1, 28, 28]);
        model.Forward(x);
        model.Evaluate();
        ModelFile.Save(path, model, new Dictionary<string, string> { ["note"] = "kept" });
        SavedModel loaded = ModelFile.Load(path);
        Assert.False(loaded.Module.IsTraining);
        Assert.Equal("kept", loaded.Metadata["note"]);
        Assert.Equal(model.Forward(x).ToArray(), loaded.Module.Forward(x).ToArray());
        Assert.Equal(
            model.NamedCounters().Select(entry => entry.Counter.Value), loaded.Module.NamedCounters().Select(entry => entry.Counter.Value));
    }

    /// <summary>A file may call tensors as the file did that they came from; what it says of that is checked.</summary>
    [Theory]
    [InlineData("""{"weight":"net.w","bias":"net.b"}""", null)]
    [InlineData("""{"weight":"net.w"}""", "\"bias\" is missing")]
    [InlineData("""{"weight":"net.w","bias":"net.w"}""", "\"net.w\" is F32[3, 2]; the architecture needs F32[3]")]
    [InlineData("""{"weight":"net.w","bias":3}""", "\"normsharp.names\" says no text for \"bias\"")]
    [InlineData("""["weight"]""", "normsharp.names")]
    public void Tensors_may_have_the_names_of_another_file(string said, string? problem)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        var model = new Linear(2, 3);
        ModelFile.Save(
            path, model, new Dictionary<string, string>(), new Dictionary<string, string> { ["weight"] = "net.w", ["bias"] = "net.b" });
        byte[] bytes = File.ReadAllBytes(path);
        SafetensorsWriter writer = ModelFile.Writer(
            model, names: new Dictionary<string, string> { ["weight"] = "net.w", ["bias"] = "net.b" });
        writer.Metadata["normsharp.names"] = said;
        AtomicFile.Write(path, writer.Write);
        if (problem is null)
        {
            Assert.Equal(bytes, File.ReadAllBytes(path));
            Assert.Equal(model.Weight.ToArray(), ((Linear)ModelFile.Load(path).Module).Weight.ToArray());
        }
        else
        {
            Assert.Contains(problem, Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_layer_of_the_catalogue_is_described_and_made_again()
    {
        var model = new Sequential(
            ("conv",
                new Conv2d(
                    2, 4, (3, 5), new Conv2dOptions { Stride = (2, 1), Padding = (1, 2), Dilation = (1, 1), Groups = 2, Bias = false })),
            ("bn", new BatchNorm(4, new BatchNormOptions { Epsilon = 1e-3, NewStatisticWeight = null, Affine = false })),
            ("leaky", new LeakyRelu(0.3f)),
            ("residual", new Residual(new Sequential(new Gelu(), new Silu()), new Tanh(), new Relu())),
            ("average", new AveragePool2d(3, 2, 1, countPadding: false)),
            ("max", new MaxPool2d(2, 1)),
            ("dropout", new Dropout(0.25)),
            ("global", new GlobalAveragePool2d()),
            ("flatten", new Flatten()),
            ("sigmoid", new Sigmoid()),
            ("fc", new Linear(4, 3, bias: false)));
        JsonObject description = model.Describe();
        Module again = LayerCatalog.Create((JsonObject)JsonNode.Parse(description.ToJsonString())!);
        Assert.Equal(description.ToJsonString(), again.Describe().ToJsonString());
        again.Initialize(3);
        model.Initialize(3);
        Tensor x = RandomTensor.Normal(1, [2, 2, 9, 9]);
        model.Evaluate();
        again.Evaluate();
        Assert.Equal(model.Forward(x).ToArray(), again.Forward(x).ToArray());
    }

    [Theory]
    [InlineData("""{"type":"Conv2d"}""", "in_channels")]
    [InlineData("""{"type":"Linear","in_features":"many","out_features":2,"bias":true}""", "in_features")]
    [InlineData("""{"type":"Linear","in_features":-1,"out_features":2,"bias":true}""", "-1")]
    [InlineData("""{"type":"Transformer"}""", "Transformer")]
    [InlineData("""{"layers":[]}""", "type")]
    [InlineData("""{"type":"Sequential","layers":[{"type":"Relu","name":"a"},{"type":"Relu","name":"a"}]}""", "unique")]
    [InlineData("[]", "JSON object")]
    [InlineData("{", "not valid JSON")]
    public void A_damaged_architecture_is_named(string architecture, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        var writer = new SafetensorsWriter();
        writer.Metadata[ModelFile.ArchitectureKey] = architecture;
        AtomicFile.Write(path, writer.Write);
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => ModelFile.Load(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Missing_strange_and_misshapen_tensors_are_named_and_change_nothing()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        var target = new Sequential(("fc", new Linear(2, 2)));
        float[] before = [.. target.NamedParameters().SelectMany(entry => entry.Parameter.ToArray())];
        Check(new Sequential(("fc", new Linear(2, 2, bias: false))), "\"fc.bias\" is missing");
        Check(new Sequential(("fc", new Linear(2, 2)), ("fd", new Linear(2, 2))), "has no place");
        Check(new Sequential(("fc", new Linear(3, 2))), "\"fc.weight\" is F32[2, 3]; the architecture needs F32[2, 2]");
        Assert.Equal(before, target.NamedParameters().SelectMany(entry => entry.Parameter.ToArray()));

        void Check(Module stored, string expected)
        {
            ModelFile.Save(path, stored);
            using SafetensorsFile file = SafetensorsFile.Open(path);
            Assert.Contains(
                expected, Assert.Throws<ModelFormatException>(() => ModuleState.Restore(file, target)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_architecture_that_claims_more_than_the_file_holds_is_refused_before_it_is_built()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        var writer = new SafetensorsWriter();
        writer.Metadata[ModelFile.ArchitectureKey] =
            """
            {"type":"Sequential","layers":[
              {"name":"a","type":"Linear","in_features":2000000000,"out_features":2000000000,"bias":true}]}
            """;
        AtomicFile.Write(path, writer.Write);
        Assert.Contains(
            "needs 4E+18 numbers, but its tensors hold 0",
            Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Frozen_statistics_are_still_frozen_when_loaded()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        ModelFile.Save(path, new Sequential(new BatchNorm(2) { FreezesStatistics = true }, new BatchNorm(2)));
        var loaded = (Sequential)ModelFile.Load(path).Module;
        Assert.Equal([true, false], loaded.Layers.Select(layer => ((BatchNorm)layer).FreezesStatistics));
    }

    [Fact]
    public void A_file_without_architecture_says_that_it_has_none()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "plain.safetensors");
        AtomicFile.Write(path, new SafetensorsWriter().Write);
        Assert.Contains(
            "not saved by NormSharp", Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
    }
}
