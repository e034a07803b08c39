using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Cli.Tests.Commands;

public sealed class FoldCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void A_run_is_folded_compared_and_written()
    {
        string output = tiny.Fresh("folded.safetensors");
        JsonObject json = TestRun.Of("fold", tiny.Run, "-o", output, "--json").Succeeded().Json;
        Assert.Equal(["bn1", "bn2", "bn3", "bn4"], json["folded"]!.AsArray().Select(entry => (string)entry!["name"]!));
        Assert.Equal(["conv1", "conv2", "fc1", "fc2"], json["folded"]!.AsArray().Select(entry => (string)entry!["into"]!));
        Assert.Empty(json["unfolded"]!.AsArray());
        Assert.InRange((double)json["random_difference"]!, 0, 1e-5);
        Assert.InRange((double)json["difference"]!, 0, 1e-5);
        Assert.Equal(TinyData.TestCount, (int)json["images"]!);
        Assert.Equal(TinyData.TestCount, (int)json["same_predictions"]!);

        Assert.DoesNotContain(ModelFile.Load(output).Module.NamedModules(), entry => entry.Module is BatchNorm);
        JsonObject before = TestRun.Of("eval", tiny.Model, "--data", tiny.Data, "--json").Succeeded().Json;
        JsonObject after = TestRun.Of("eval", output, "--data", tiny.Data, "--json").Succeeded().Json;
        Assert.Equal((double)before["test_accuracy"]!, (double)after["test_accuracy"]!);
        Assert.Equal((double)before["test_loss"]!, (double)after["test_loss"]!, 1e-5);
    }

    [Fact]
    public void A_folded_graph_is_a_graph_again()
    {
        (string graph, string folded) = (tiny.Fresh("m.onnx"), tiny.Fresh("folded.onnx"));
        TestRun.Of("export", tiny.Model, "-o", graph).Succeeded();
        TestRun.Of("fold", graph, "-o", folded, "--data", tiny.Data).Succeeded();
        Assert.DoesNotContain(NetworkFiles.Load(folded).NamedModules(), entry => entry.Module is BatchNorm);
        JsonObject before = TestRun.Of("eval", graph, "--data", tiny.Data, "--json").Succeeded().Json;
        JsonObject after = TestRun.Of("eval", folded, "--data", tiny.Data, "--json").Succeeded().Json;
        Assert.Equal((double)before["test_loss"]!, (double)after["test_loss"]!, 1e-5);
    }

    [Fact]
    public void The_input_stays_as_it_was_and_files_are_not_overwritten()
    {
        byte[] before = File.ReadAllBytes(tiny.Model);
        string output = tiny.Fresh("folded.safetensors");
        TestRun.Of("fold", tiny.Model, "-o", output).Succeeded();
        Assert.Equal(before, File.ReadAllBytes(tiny.Model));
        TestRun.Of("fold", tiny.Model, "-o", tiny.Model).Failed(ExitCode.Failed, tiny.Model, "not overwritten");
        TestRun.Of("fold", tiny.Model, "--out", output).Failed(ExitCode.Failed, output, "not overwritten", "--out");
        TestRun.Of("fold", tiny.Model).Failed(ExitCode.WrongUsage, "--out", "never overwritten");
    }

    [Fact]
    public void What_stays_is_told_with_its_reason()
    {
        string model = Save(new Sequential(
            ("conv", new Conv2d(1, 2, 3)),
            ("act", new Relu()),
            ("late", new BatchNorm(2)),
            ("next", new Conv2d(2, 2, 3)),
            ("bn", new BatchNorm(2)),
            ("flatten", new Flatten())));
        string output = tiny.Fresh("folded.safetensors");
        JsonObject json = TestRun.Of("fold", model, "-o", output, "--input", "1,8,8", "--json").Succeeded().Json;
        Assert.Equal(["late", "bn"], json["folded"]!.AsArray().Select(entry => (string)entry!["name"]!));
        Assert.Null(json["difference"]);

        string kept = Save(new Sequential(
            ("conv", new Conv2d(1, 2, 3)),
            ("bn", new BatchNorm(2)),
            ("act", new Relu()),
            ("late", new BatchNorm(2)),
            ("flatten", new Flatten())));
        TestRun people = TestRun.Of("fold", kept, "-o", tiny.Fresh("kept.safetensors"), "--input", "1,8,8").Succeeded();
        Assert.Contains("1 of 2", people.Output, StringComparison.Ordinal);
        Assert.Contains("act (Relu)", people.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_fold_is_an_error_and_nothing_is_written()
    {
        string output = tiny.Fresh("nothing.safetensors");
        string folded = tiny.Fresh("folded.safetensors");
        TestRun.Of("fold", tiny.Model, "-o", folded).Succeeded();
        TestRun.Of("fold", folded, "-o", output, "--data", tiny.Data)
            .Failed(ExitCode.Failed, folded, "nothing to fold", "no normalization");
        string kept = Save(new Sequential(("act", new Relu()), ("bn", new BatchNorm(1)), ("flatten", new Flatten())));
        TestRun.Of("fold", kept, "-o", output, "--input", "1,8,8")
            .Failed(ExitCode.Failed, kept, "nothing to fold", "bn stays because", "act (Relu)");
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void Outputs_that_differ_too_much_are_an_error_and_nothing_is_written()
    {
        // Means far from zero, which float32 cannot carry in the bias of a sum as exactly as normalization subtracts them.
        var norm = new BatchNorm(1);
        norm.RunningMean!.AsSpan().Fill(1e6f);
        norm.RunningVariance!.AsSpan().Fill(1e-6f);
        var conv = new Conv2d(1, 1, 1);
        conv.Weight.AsSpan().Fill(1e-3f);
        conv.Bias!.AsSpan().Fill(1e6f);
        string model = Save(new Sequential(("conv", conv), ("bn", norm), ("flatten", new Flatten())));
        string output = tiny.Fresh("wrong.safetensors");
        TestRun.Of("fold", model, "-o", output, "--input", "1,8,8").Failed(ExitCode.Failed, model, "differ", "nothing was written");
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void A_size_must_be_known() =>
        TestRun.Of("fold", Save(new Sequential(("conv", new Conv2d(1, 2, 3)), ("bn", new BatchNorm(2)))), "-o", tiny.Fresh("x.safetensors"))
            .Failed(ExitCode.WrongUsage, "--input");

    private string Save(Module model)
    {
        string path = tiny.Fresh("model.safetensors");
        ModelFile.Save(path, model);
        return path;
    }
}
