using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Cli.Tests.Commands;

public sealed class ExportCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void An_onnx_file_computes_the_same_and_says_how_images_enter()
    {
        string plain = tiny.Fresh("plain.onnx");
        JsonObject json = TestRun.Of("export", tiny.Run, "-o", plain, "--opset", "13", "--json").Succeeded().Json;
        SavedModel saved = ModelFile.Load(tiny.Model);

        Assert.Equal((13, saved.Module.ParameterCount(), 0), ((int)json["opset"]!, (long)json["parameters"]!, (int)json["folded"]!));
        ModelInput input = ModelInput.Load(tiny.Model, saved.Metadata)!;
        Compare(saved.Module, plain, input.Shape);
        using StateFile file = StateFiles.Open(plain);
        Assert.Equal(input.Classes, JsonNode.Parse(file.Metadata["classes"])!.AsArray().Select(name => (string)name!));
        Assert.Equal(input.Classes, ModelInput.Load(plain, file.Metadata)!.Classes);
        Assert.Equal("pixels / 255", file.Metadata["input"]);
        Assert.DoesNotContain(ModelFile.ArchitectureKey, file.Metadata.Keys);
    }

    [Fact]
    public void It_is_folded_and_takes_pixels_where_that_is_wanted()
    {
        string folded = tiny.Fresh("folded.onnx");
        TestRun.Of("export", tiny.Run, "-o", folded, "--fold", "--with-preprocessing").Succeeded();

        using StateFile file = StateFiles.Open(folded);
        Assert.DoesNotContain(file.Tensors, tensor => tensor.Name.Contains("running", StringComparison.Ordinal));
        Assert.Equal(255f, Assert.Single(file.Tensors.Single(tensor => tensor.Name == "preprocessing.deviation").ReadSingle()));
        Assert.Equal("pixels from 0 to 255", file.Metadata["input"]);
        Normalization raw = ModelInput.Load(folded, file.Metadata)!.Normalization!;
        Assert.Equal((0f, 1 / 255f), (raw.Mean[0], raw.Deviation[0]));
    }

    [Fact]
    public void Inputs_and_outputs_have_the_names_that_are_wanted()
    {
        string named = tiny.Fresh("named.onnx");
        TestRun.Of("export", tiny.Run, "-o", named, "--input-name", "image", "--output-name", "logits").Succeeded();

        Network network = NetworkFiles.Load(named);
        Assert.Equal(("image", "logits"), (Assert.Single(network.InputNames), Assert.Single(network.OutputNames)));
        Compare(ModelFile.Load(tiny.Model).Module, named, ModelInput.Load(tiny.Model, ModelFile.Load(tiny.Model).Metadata)!.Shape);

        TestRun.Of("export", tiny.Run, "-o", tiny.Fresh("two.onnx"), "--input-name", "a", "--input-name", "b")
            .Failed(ExitCode.Failed, "the network has 1 input, and 2 names were given");
        TestRun.Of("export", tiny.Run, "-o", tiny.Fresh("same.onnx"), "--input-name", "a", "--output-name", "a")
            .Failed(ExitCode.Failed, "\"a\" stands for two inputs or outputs");
        TestRun.Of("export", tiny.Run, "-o", tiny.Fresh("m.pth"), "--input-name", "a")
            .Failed(ExitCode.WrongUsage, "--input-name was given, but it is about ONNX files");
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        TestRun.Of("export", tiny.Run).Failed(ExitCode.WrongUsage, "--out");
        TestRun.Of("export", tiny.Run, "-o", tiny.Fresh("m.xyz")).Failed(ExitCode.WrongUsage, "expected .onnx, .pth");
        TestRun.Of("export", tiny.Run, "-o", tiny.Fresh("m.onnx"), "--opset", "12").Failed(ExitCode.WrongUsage, "from 13 to 21");
        string taken = tiny.Fresh("taken.onnx");
        File.WriteAllText(taken, "here");
        TestRun.Of("export", tiny.Run, "-o", taken).Failed(ExitCode.Failed, "exists");
        Assert.Equal("here", File.ReadAllText(taken));
    }

    private static void Compare(Module expected, string path, ImageShape image)
    {
        Network found = NetworkFiles.Load(path);
        var random = new Random(1);
        var x = Tensor.From(
            [.. Enumerable.Range(0, 5 * image.Length).Select(_ => random.NextSingle())],
            [5, image.Channels, image.Height, image.Width]);
        float[] logits = expected.Forward(x).ToArray();
        Assert.InRange(
            logits.Zip(found.Forward(x).ToArray()).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 1e-5 * logits.Max(Math.Abs));
    }
}
