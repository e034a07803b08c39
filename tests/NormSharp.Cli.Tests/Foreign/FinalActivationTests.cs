using System.Text.Json.Nodes;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Cli.Tests.Foreign;

/// <summary>Networks that give probabilities are measured and trained as those that give logits.</summary>
public sealed class FinalActivationTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Theory]
    [InlineData("softmax")]
    [InlineData("log-softmax")]
    [InlineData("sigmoid")]
    public void Loss_and_accuracy_are_those_of_the_logits(string ending)
    {
        string model = Ending(ending);
        JsonObject expected = TestRun.Of("eval", tiny.Model, "--data", tiny.Data, "--json").Succeeded().Json;
        JsonObject found = TestRun.Of("eval", model, "--data", tiny.Data, "--json").Succeeded().Json;
        Assert.Equal((double)expected["test_accuracy"]!, (double)found["test_accuracy"]!);
        Assert.Equal((double)expected["test_loss"]!, (double)found["test_loss"]!, 1e-4);

        // The same from an ONNX file, whose softmax is a node.
        string graph = tiny.Fresh("m.onnx");
        TestRun.Of("export", model, "-o", graph).Succeeded();
        JsonObject again = TestRun.Of("eval", graph, "--data", tiny.Data, "--json").Succeeded().Json;
        Assert.Equal((double)expected["test_loss"]!, (double)again["test_loss"]!, 1e-4);
        Assert.Equal(
            ending == "sigmoid",
            TestRun.Of("eval", model, "--data", tiny.Data).Succeeded().Output.Contains("ends in sigmoids", StringComparison.Ordinal));
    }

    [Fact]
    public void A_training_goes_on_with_logits()
    {
        string run = tiny.Fresh("run");
        TestRun result = TestRun.Of(
            "train", "--from", Ending("softmax"), "--data", tiny.Data, "--epochs", "1", "--batch-size", "16", "--out", run).Succeeded();

        Assert.Contains("ends in Softmax (softmax), which is left out", result.Error, StringComparison.Ordinal);
        Module trained = ModelFile.Load(Path.Combine(run, "model.safetensors")).Module;
        Assert.DoesNotContain(trained.NamedModules(), entry => entry.Module.TypeName == "Softmax");
    }

    private string Ending(string name)
    {
        SavedModel saved = ModelFile.Load(tiny.Model);
        Module last = name switch
        {
            "softmax" => new Softmax(1),
            "log-softmax" => new LogSoftmax(1),
            _ => new Sigmoid(),
        };
        string path = tiny.Fresh($"{name}.safetensors");
        ModelFile.Save(path, new Sequential(("network", saved.Module), (name, last)), saved.Metadata);
        return path;
    }
}
