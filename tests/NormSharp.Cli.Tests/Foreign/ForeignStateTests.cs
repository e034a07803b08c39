using NormSharp.Cli.Failures;
using NormSharp.Cli.Requests;
using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Cli.Tests.Foreign;

/// <summary>Numbers alone, as PyTorch saves them, get a network by name or by a model that is built alike.</summary>
public sealed class ForeignStateTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    private static readonly string[] Arch = ["--arch", "lenet-bn", "--input", "1,16,16"];

    [Fact]
    public void A_state_is_evaluated_by_the_name_of_its_network()
    {
        string state = Exported("state.pth");
        Assert.Equal(Accuracy(tiny.Model), Accuracy([state, .. Arch]));
        Assert.Equal(Accuracy(tiny.Model), Accuracy([state, "--like", tiny.Model]));
        Assert.Equal(Accuracy(tiny.Model), Accuracy(["--weights", state, "--model", tiny.Model]));
        Assert.Equal(Accuracy(tiny.Model), Accuracy(["--weights", state, "--model", "lenet-bn", "--input", "1,16,16"]));
    }

    [Fact]
    public void Its_kind_is_told_by_content_and_not_by_name()
    {
        string state = tiny.Fresh("state.onnx");
        File.Copy(Exported("state.pth"), state);
        Assert.Equal(Accuracy(tiny.Model), Accuracy([state, .. Arch]));
    }

    [Fact]
    public void Without_a_network_it_is_refused_and_the_options_are_named()
        => TestRun.Of("eval", Exported("state.pth"), "--data", tiny.Data)
            .Failed(ExitCode.WrongUsage, "30 tensors", "PyTorch (zip)", "--arch", "--like");

    [Fact]
    public void Names_that_differ_are_mapped_by_rules()
    {
        string state = Renamed("state.pth", name => $"net.{name}");
        Assert.Equal(Accuracy(tiny.Model), Accuracy([state, .. Arch, "--map", "net.*=*"]));
        Assert.Equal(
            Accuracy(tiny.Model), Accuracy([state, .. Arch, "--map", "net.fc*=fc*", "--map", "net.*=*"]));
    }

    [Fact]
    public void A_mapping_by_order_and_shape_is_shown_and_taken_only_when_confirmed()
    {
        string state = Renamed("state.pth", name => $"net.{name}");
        TestRun shown = TestRun.Of(["eval", state, .. Arch, "--data", tiny.Data]);
        Assert.Equal(ExitCode.WrongUsage, shown.Code);
        Assert.Empty(shown.Output);
        Assert.Contains("  net.conv1.weight → conv1.weight  float32[6, 1, 5, 5]", shown.ErrorLines);
        Assert.Contains("--accept-mapping", shown.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(Accuracy(tiny.Model), Accuracy([state, .. Arch, "--accept-mapping"]));
    }

    [Fact]
    public void What_fits_nothing_is_listed()
    {
        string state = tiny.Fresh("state.pth");
        IEnumerable<NamedTensor> tensors = StateFiles.TensorsOf(Model());
        StateFiles.SavePyTorch(
            state,
            [
                .. tensors.Where(tensor => tensor.Name != "fc1.bias"),
                NamedTensor.Of("extra", [2], (ReadOnlySpan<float>)[1, 2]),
            ]);
        TestRun result = TestRun.Of(["eval", state, .. Arch, "--data", tiny.Data]);
        Assert.Equal(ExitCode.WrongUsage, result.Code);
        Assert.Contains("  missing: fc1.bias", result.ErrorLines);
        Assert.Contains("  no place: extra float32[2]", result.ErrorLines);
        Assert.StartsWith("normsharp: ", result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_contradict_each_other_are_wrong_usage()
    {
        string state = Exported("state.pth");
        TestRun.Of("eval", state, "--weights", state, "--data", tiny.Data).Failed(ExitCode.WrongUsage, "--weights");
        TestRun.Of("eval", state, "--arch", "mlp", "--like", tiny.Model).Failed(ExitCode.WrongUsage, "--arch", "--like");
        TestRun.Of("eval", state, "--model", "mlp").Failed(ExitCode.WrongUsage, "--weights");
        TestRun.Of("eval", state, "--arch", "lenet-bm").Failed(ExitCode.WrongUsage, "did you mean lenet-bn");
        TestRun.Of("eval", state, "--arch", "lenet-bn", "--map", "a").Failed(ExitCode.WrongUsage, "--map", "FROM=TO");
        TestRun.Of("eval", tiny.Model, "--map", "a=b").Failed(ExitCode.WrongUsage, "--map", "--like");
        TestRun.Of("train", "--arch", "mlp").Failed(ExitCode.WrongUsage, "--arch", "--from");
    }

    [Fact]
    public void Every_command_takes_it()
    {
        string state = Exported("state.pth");
        string picture = TinyData.WritePng(tiny.Fresh("bar.png"), 2);
        TestRun predicted = TestRun.Of(
            ["predict", "--weights", state, "--model", "lenet-bn", "--input", "1,16,16", picture, "--json"]).Succeeded();
        Assert.Equal("class 2", (string)predicted.Json["predictions"]![0]!["class"]!);
        TestRun summary = TestRun.Of(["summary", state, .. Arch, "--json"]).Succeeded();
        Assert.Equal(Model().ParameterCount(), (long)summary.Json["parameters"]!);
        TestRun.Of(["fold", state, .. Arch, "-o", tiny.Fresh("folded.safetensors")]).Succeeded();
        TestRun.Of(["absorb", state, .. Arch, "-o", tiny.Fresh("lean.safetensors")]).Succeeded();
        TestRun.Of(["recalibrate", state, .. Arch, "--data", tiny.Data, "-o", tiny.Fresh("better.safetensors")]).Succeeded();
        TestRun.Of(
            "bench", "infer", "--model", "lenet-bn", "--weights", state, "--input", "1,16,16", "--batch-size", "2", "--images", "4",
            "--seconds", "0.1").Succeeded();
    }

    [Fact]
    public void A_training_begins_with_it_and_keeps_how_it_was_read()
    {
        string run = tiny.Fresh("run");
        string state = Exported("state.pth");
        TestRun.Of(
            [
                "train", "--from", state, .. Arch, "--map", "a*=b*", "--mean", "0.5", "--scale", "1/255", "--data", tiny.Data, "--epochs",
                "1", "--lr", "0.01", "--out", run,
            ]).Succeeded();
        TestRun.Of("train", "--resume", run).Succeeded();
        ModelSource kept = RunOrigin.Read(RunFolder.Open(run)).Transfer.From!;
        Assert.Equal((state, "lenet-bn", new ImageShape(1, 16, 16)), (kept.Path, kept.Arch, kept.Input.Shape!.Value));
        Assert.Equal(("a*", "b*"), (Assert.Single(kept.Rules).From, kept.Rules[0].To));
        Assert.Equal((0.5, 1.0 / 255), (Assert.Single(kept.Input.Mean!.Value), kept.Input.Scale!.Value));
        var saved = ModelFile.Load(Path.Combine(run, "model.safetensors"));
        Assert.Contains("\"mean\":[0.5]", saved.Metadata["normsharp.input"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_lists_numbers_of_an_unknown_network()
    {
        TestRun result = TestRun.Of("summary", Exported("state.pth")).Succeeded();
        Assert.Contains("conv1.weight", result.Output, StringComparison.Ordinal);
        Assert.Contains("float32[6, 1, 5, 5]", result.Output, StringComparison.Ordinal);
        Assert.Contains("--like", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_keeps_the_names_of_its_source()
    {
        string state = Renamed("state.pth", name => $"net.{name}");
        foreach (string name in (string[])["again.pth", "again.safetensors"])
        {
            string output = tiny.Fresh(name);
            TestRun.Of(["export", state, .. Arch, "--accept-mapping", "-o", output]).Succeeded();
            using StateFile before = StateFiles.Open(state);
            using StateFile after = StateFiles.Open(output);
            Assert.Equal(before.Tensors.Select(tensor => tensor.Name).Order(), after.Tensors.Select(tensor => tensor.Name).Order());
            Assert.All(
                before.Tensors,
                tensor => Assert.Equal(tensor.ReadBytes(), after.Tensors.Single(other => other.Name == tensor.Name).ReadBytes()));
        }

        TestRun.Of("export", tiny.Model, "-o", tiny.Fresh("model.pth"), "--fold").Failed(ExitCode.WrongUsage, "--fold");
        TestRun.Of("export", tiny.Model, "-o", tiny.Fresh("model.gguf")).Failed(ExitCode.WrongUsage, ".pth", ".safetensors");
    }

    /// <summary>The names are the source's, and the network is known all the same.</summary>
    [Fact]
    public void A_safetensors_of_a_state_says_what_network_it_is_of()
    {
        string state = Renamed("state.pth", name => $"module.{name}");
        string output = tiny.Fresh("network.safetensors");
        TestRun.Of(["export", state, .. Arch, "-o", output]).Succeeded();

        using (StateFile file = StateFiles.Open(output))
        {
            Assert.Contains("module.conv1.weight", file.Tensors.Select(tensor => tensor.SourceName));
        }

        SavedModel saved = ModelFile.Load(output);
        Assert.Equal(Numbers(ModelFile.Load(tiny.Model).Module), Numbers(saved.Module));
        Assert.Equal(Accuracy([state, .. Arch]), Accuracy(output));

        // What is made of it has the network's names again.
        string again = tiny.Fresh("again.safetensors");
        TestRun.Of("recalibrate", output, "--data", tiny.Data, "-o", again).Succeeded();
        Assert.Equal("conv1.weight", StateFiles.TensorsOf(ModelFile.Load(again).Module)[0].Name);
        Assert.DoesNotContain("normsharp.names", ModelFile.Load(again).Metadata.Keys);

        static IEnumerable<(string Name, string Bytes)> Numbers(Module module)
            => StateFiles.TensorsOf(module).Select(tensor => (tensor.Name, Convert.ToHexString(tensor.ReadBytes())));
    }

    [Fact]
    public void An_onnx_file_says_its_scaling_and_is_taken_like_any_other()
    {
        string file = tiny.Fresh("model.onnx");
        TestRun.Of(["export", Exported("state.pth"), .. Arch, "--std", "0.5", "-o", file]).Succeeded();
        double expected = Accuracy([Exported("state.pth"), .. Arch, "--std", "0.5"]);
        Assert.Equal(expected, Accuracy(file));
        Assert.Equal(expected, Accuracy([Exported("state.pth"), "--like", file]));
        string unsaid = tiny.Fresh("unsaid.onnx");
        TestRun.Of(["export", Exported("state.pth"), .. Arch, "-o", unsaid]).Succeeded();
        Assert.Contains(
            "does not say how its images are scaled",
            TestRun.Of("eval", unsaid, "--data", tiny.Data).Output,
            StringComparison.Ordinal);
        TestRun.Of(["export", Exported("state.pth"), .. Arch, "--with-preprocessing", "-o", tiny.Fresh("pre.onnx")])
            .Failed(ExitCode.WrongUsage, "--with-preprocessing", "--mean");
    }

    [Fact]
    public void A_network_that_takes_channels_last_gets_them_so()
    {
        string file = tiny.Fresh("nhwc.safetensors");
        ModelFile.Save(
            file,
            new Sequential(("turn", new Permute([0, 3, 1, 2])), ("net", Model())),
            new Dictionary<string, string>(ModelFile.Load(tiny.Model).Metadata));
        Assert.Equal(Accuracy(tiny.Model), Accuracy(file, "--layout", "nhwc"));
        Assert.Equal(Accuracy(tiny.Model), Accuracy(tiny.Model, "--bgr"));
    }

    [Fact]
    public void Labels_and_scaling_are_said_on_the_command_line()
    {
        string state = Exported("state.pth");
        string labels = tiny.Fresh("labels.txt");
        File.WriteAllLines(labels, ["crane", "bar", "crane", "other"]);
        string picture = TinyData.WritePng(tiny.Fresh("bar.png"), 2);
        TestRun result = TestRun.Of(["predict", state, .. Arch, "--labels", labels, picture, "--json"]).Succeeded();
        Assert.Equal("crane (2)", (string)result.Json["predictions"]![0]!["class"]!);
        double Probability(params string[] more) => (double)TestRun.Of(
            ["predict", state, .. Arch, picture, "--json", .. more]).Succeeded().Json["predictions"]![0]!["probability"]!;
        Assert.Equal(Probability(), Probability("--scale", "1", "--std", "255"), 1e-6);
        Assert.Equal(Probability("--mean", "0.5", "--std", "0.5"), Probability("--scale", "1/127.5", "--mean", "1"), 1e-6);
        Assert.NotEqual(Probability(), Probability("--mean", "0.5"));
        File.WriteAllLines(labels, ["one", "two"]);
        TestRun.Of(["predict", state, .. Arch, "--labels", labels, picture]).Failed(ExitCode.WrongUsage, "--labels", "4");
        TestRun.Of(["predict", state, .. Arch, "--mean", "1,2", picture]).Failed(ExitCode.WrongUsage, "--mean", "1 channels");
    }

    private double Accuracy(params string[] model)
        => (double)TestRun.Of(["eval", .. model, "--data", tiny.Data, "--json"]).Succeeded().Json["test_accuracy"]!;

    private Module Model() => ModelFile.Load(tiny.Model).Module;

    private string Exported(string name)
    {
        string path = tiny.Fresh(name);
        TestRun.Of("export", tiny.Model, "-o", path).Succeeded();
        return path;
    }

    private string Renamed(string name, Func<string, string> rename)
    {
        string path = tiny.Fresh(name);
        StateFiles.SavePyTorch(path, StateFiles.TensorsOf(Model()).Select(tensor => tensor.Renamed(rename(tensor.Name))));
        return path;
    }
}
