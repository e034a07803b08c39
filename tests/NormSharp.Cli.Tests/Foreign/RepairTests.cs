using Google.Protobuf;
using NormSharp.Cli.Failures;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Serialization;
using OnnxSchema;

namespace NormSharp.Cli.Tests.Foreign;

/// <summary>Files of others with wrong running statistics are repaired, and nothing else in them changes.</summary>
public sealed class RepairTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Theory]
    [InlineData("state.pth")]
    [InlineData("model.onnx")]
    public void Recalibration_gives_the_file_back_with_other_statistics(string name)
    {
        string file = tiny.Fresh(name);
        TestRun.Of("export", tiny.Model, "-o", file).Succeeded();
        string[] how = name.EndsWith(".pth", StringComparison.Ordinal) ? ["--like", tiny.Model] : [];
        string broken = tiny.Fresh("broken-" + name);
        Break(file, broken);
        Assert.True(Accuracy([broken, .. how]) < 0.6);

        string repaired = tiny.Fresh("repaired-" + name);
        TestRun run = TestRun.Of(["recalibrate", broken, .. how, "--data", tiny.Data, "-o", repaired, "--json"]).Succeeded();
        Assert.Equal(8, (int)run.Json["changed_tensors"]!);
        Assert.True(Accuracy([repaired, .. how]) > 0.9);
        SameButForStatistics(broken, repaired);
    }

    [Theory]
    [InlineData("state.pth")]
    [InlineData("model.onnx")]
    public void The_doctor_gives_the_file_back_with_nothing_but_the_repaired_numbers_changed(string name)
    {
        string file = tiny.Fresh(name);
        TestRun.Of("export", tiny.Model, "-o", file).Succeeded();
        string[] how = name.EndsWith(".pth", StringComparison.Ordinal) ? ["--like", tiny.Model] : [];
        string broken = tiny.Fresh("ill-" + name);
        Break(file, broken);
        byte[] bytes = File.ReadAllBytes(broken);
        string repaired = tiny.Fresh("healthy-" + name);

        TestRun run = TestRun.Of(["doctor", broken, .. how, "--data", tiny.Data, "--fix", "BN030", "-o", repaired, "--json"]).Succeeded();

        Assert.True((bool)run.Json["repair"]!["steps"]![0]!["kept"]!, run.Json.ToJsonString());
        Assert.True(Accuracy([repaired, .. how]) > 0.9);
        SameButForStatistics(broken, repaired);
        Assert.Equal(bytes, File.ReadAllBytes(broken));
        TestRun.Of(["doctor", broken, .. how, "--data", tiny.Data, "--fix", "-o", tiny.Fresh("x.bin")]).Failed(ExitCode.WrongUsage);
    }

    [Fact]
    public void A_node_left_in_training_mode_is_found_and_rewritten()
    {
        string file = tiny.Fresh("eval.onnx");
        TestRun.Of("export", tiny.Model, "-o", file).Succeeded();
        string broken = tiny.Fresh("training.onnx");
        LeaveInTrainingMode(file, broken);
        byte[] bytes = File.ReadAllBytes(broken);
        string repaired = tiny.Fresh("mended.onnx");

        TestRun run = TestRun.Of("doctor", broken, "--data", tiny.Data, "--fix", "-o", repaired, "--json").Succeeded();

        Assert.Contains(run.Json["findings"]!.AsArray(), finding => (string)finding!["id"]! == "BN025");
        Assert.Contains(
            run.Json["repair"]!["steps"]!.AsArray(),
            step => (bool)step!["kept"]! && step["ids"]!.AsArray().Any(id => (string)id! == "BN025"));
        Assert.Equal(bytes, File.ReadAllBytes(broken));
        Assert.True(Accuracy(repaired) > 0.9);
        Assert.DoesNotContain(
            TestRun.Of("doctor", repaired, "--data", tiny.Data, "--json").Succeeded().Json["findings"]!.AsArray(),
            finding => (string)finding!["id"]! is "BN025" or "BN010" or "BN034");
    }

    [Fact]
    public void Settings_and_input_are_mended_in_an_onnx_file()
    {
        string file = tiny.Fresh("settings.onnx");
        TestRun.Of("export", tiny.Model, "-o", file).Succeeded();
        string broken = tiny.Fresh("settings-ill.onnx");
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file));
        foreach (NodeProto node in model.Graph.Node.Where(node => node.OpType == "BatchNormalization"))
        {
            node.Attribute.Single(attribute => attribute.Name == "epsilon").F = 40;
            node.Attribute.Add(new AttributeProto { Name = "momentum", Type = 1, F = 0.01f });
        }

        File.WriteAllBytes(broken, model.ToByteArray());
        string repaired = tiny.Fresh("settings-mended.onnx");

        TestRun.Of("doctor", broken, "--data", tiny.Data, "--fix", "BN016,BN012", "-o", repaired).Succeeded();

        NodeProto[] mended = [.. ModelProto.Parser.ParseFrom(File.ReadAllBytes(repaired)).Graph.Node
            .Where(node => node.OpType == "BatchNormalization")];
        Assert.NotEmpty(mended);
        Assert.All(mended, node =>
        {
            Assert.InRange(node.Attribute.Single(attribute => attribute.Name == "epsilon").F, 1e-6f, 2e-3f);
            Assert.Equal(0.99f, node.Attribute.Single(attribute => attribute.Name == "momentum").F, 1e-5f);
        });
        Assert.True(Accuracy(repaired) > 0.9);
    }

    [Theory]
    [InlineData("--mean", "0.02", "--std", "0.00392157")]
    [InlineData("--mean", "0", "--std", "0.00392157")]
    public void Input_given_otherwise_is_set_right_by_nodes_of_the_file(params string[] given)
    {
        string file = tiny.Fresh("input.onnx");
        TestRun.Of("export", tiny.Model, "-o", file).Succeeded();
        string repaired = tiny.Fresh("input-mended.onnx");
        Assert.True(Accuracy([file, .. given]) < 0.9);

        TestRun run = TestRun.Of(["doctor", file, "--data", tiny.Data, .. given, "--fix", "BN033", "-o", repaired, "--json"]).Succeeded();

        Assert.Contains(
            run.Json["repair"]!["steps"]!.AsArray(),
            step => (bool)step!["kept"]! && step["ids"]!.AsArray().Any(id => (string)id! == "BN033"));
        Assert.True(Accuracy([repaired, .. given]) > 0.9, run.Json.ToJsonString());
        Assert.Contains(ModelProto.Parser.ParseFrom(File.ReadAllBytes(repaired)).Graph.Node, node => node.Name == "normsharp_input_mul");
    }

    [Fact]
    public void A_model_whose_normalization_is_folded_has_nothing_to_examine()
    {
        string folded = tiny.Fresh("folded.onnx");
        TestRun.Of("export", tiny.Model, "-o", folded, "--fold").Succeeded();

        Assert.Contains(
            "Nothing to examine: batch normalization is folded",
            TestRun.Of("doctor", folded, "--data", tiny.Data).Succeeded().Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "没有可检查的内容", TestRun.Of("doctor", folded, "--language", "zh").Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Absorption_gives_the_file_back_with_zeros_for_biases()
    {
        string file = tiny.Fresh("state.pth");
        TestRun.Of("export", tiny.Model, "-o", file).Succeeded();
        string lean = tiny.Fresh("lean.pth");
        TestRun.Of("absorb", file, "--like", tiny.Model, "-o", lean).Succeeded();
        using StateFile before = StateFiles.Open(file);
        using StateFile after = StateFiles.Open(lean);
        string[] changed = [.. before.Tensors.Zip(after.Tensors)
            .Where(pair => !pair.First.ReadBytes().AsSpan().SequenceEqual(pair.Second.ReadBytes())).Select(pair => pair.First.Name)];
        Assert.Equal(
            [
                "bn1.running_mean", "bn2.running_mean", "bn3.running_mean", "bn4.running_mean", "conv1.bias", "conv2.bias", "fc1.bias",
                "fc2.bias",
            ],
            changed.Order(StringComparer.Ordinal));
        Assert.All(
            after.Tensors.Where(tensor => changed.Contains(tensor.Name) && tensor.Name.EndsWith("bias", StringComparison.Ordinal)),
            tensor => Assert.All(tensor.ReadSingle(), value => Assert.Equal(0, value)));
        Assert.Equal(Accuracy([file, "--like", tiny.Model]), Accuracy([lean, "--like", tiny.Model]));
    }

    [Fact]
    public void A_result_is_written_in_the_format_that_its_name_says()
    {
        string file = tiny.Fresh("state.pth");
        TestRun.Of("export", tiny.Model, "-o", file).Succeeded();
        string saved = tiny.Fresh("saved.safetensors");
        string[] arguments = ["recalibrate", file, "--like", tiny.Model, "--data", tiny.Data, "-o"];
        TestRun.Of([.. arguments, saved]).Succeeded();
        Assert.Equal(4, ModelFile.Load(saved).Module.NamedModules().Count(entry => entry.Module is BatchNorm));
        string graph = tiny.Fresh("saved.onnx");
        TestRun.Of([.. arguments, graph]).Succeeded();
        Assert.Equal(4, NetworkFiles.Load(graph).NamedModules().Count(entry => entry.Module is BatchNorm));
        Assert.Equal(Accuracy(saved), Accuracy(graph));
        TestRun.Of([.. arguments, tiny.Fresh("saved.h5")]).Failed(ExitCode.WrongUsage, ".pth", ".safetensors", ".onnx");
        TestRun.Of("recalibrate", tiny.Model, "--data", tiny.Data, "-o", tiny.Fresh("saved.keras"))
            .Failed(ExitCode.WrongUsage, "not written", ".safetensors", ".onnx");
    }

    /// <summary>akamaster's ResNet-20 as it was published, with statistics shifted on purpose, over the training images.</summary>
    [Theory]
    [Trait("Category", "Exhaustive")]
    [InlineData("resnet20.th")]
    [InlineData("resnet20.onnx")]
    public void A_published_network_gets_its_accuracy_back(string name)
    {
        string published = SharedFiles.Find("models", "pytorch", "resnet20-12fca82f.th");
        string data = SharedData.Folder("cifar10");
        string[] scaling = ["--mean", "0.485,0.456,0.406", "--std", "0.229,0.224,0.225"];
        string file = tiny.Fresh(name);
        bool isState = name.EndsWith(".th", StringComparison.Ordinal);
        if (isState)
        {
            File.Copy(published, file);
            File.SetAttributes(file, FileAttributes.Normal);
        }
        else
        {
            TestRun.Of(["export", published, "--arch", "resnet20", "-o", file]).Succeeded();
        }

        string[] how = isState ? ["--arch", "resnet20", .. scaling] : scaling;
        string broken = tiny.Fresh("broken-" + name);
        Break(file, broken);
        string repaired = tiny.Fresh("repaired-" + name);
        TestRun run = TestRun.Of(["recalibrate", broken, .. how, "--data", data, "--augment", "shift=4,flip", "-o", repaired, "--json"])
            .Succeeded();
        Assert.True((double)run.Json["test_accuracy_before"]! < 0.5);
        Assert.InRange((double)run.Json["test_accuracy_after"]!, 0.9123, 0.9223);
        SameButForStatistics(broken, repaired);
    }

    private static bool IsStatistics(NamedTensor tensor) => tensor.Name.Contains("running_", StringComparison.Ordinal);

    /// <summary>As an exporter does that was not told to evaluate.</summary>
    private static void LeaveInTrainingMode(string file, string broken)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file));
        foreach (NodeProto node in model.Graph.Node.Where(node => node.OpType == "BatchNormalization"))
        {
            node.Attribute.Add(new AttributeProto { Name = "training_mode", I = 1, Type = 2 });
            node.Output.Add($"{node.Output[0]}_mean");
            node.Output.Add($"{node.Output[0]}_var");
        }

        using FileStream stream = File.Create(broken);
        model.WriteTo(stream);
    }

    /// <summary>Means are moved by two deviations, variances are four times as large.</summary>
    private static void Break(string file, string broken)
    {
        using StateFile state = StateFiles.Open(file);
        Dictionary<string, float[]> values = state.Tensors.Where(IsStatistics)
            .ToDictionary(tensor => tensor.Name, tensor => tensor.ReadSingle());
        state.Rewrite(broken, state.Tensors.Where(IsStatistics).Select(tensor => NamedTensor.Of(
            tensor.Name,
            [.. tensor.Shape],
            (ReadOnlySpan<float>)
            [
                .. values[tensor.Name].Select((value, i) => tensor.Name.EndsWith("running_var", StringComparison.Ordinal)
                    ? 4 * value
                    : value + (2 * MathF.Sqrt(values[tensor.Name.Replace("_mean", "_var", StringComparison.Ordinal)][i]))),
            ])));
    }

    /// <summary>With the statistics of the one, the other is it, byte for byte.</summary>
    private void SameButForStatistics(string first, string second)
    {
        Assert.NotEqual(File.ReadAllBytes(first), File.ReadAllBytes(second));
        string back = tiny.Fresh("back");
        using (StateFile from = StateFiles.Open(first))
        using (StateFile into = StateFiles.Open(second))
        {
            into.Rewrite(back, from.Tensors.Where(IsStatistics));
        }

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(back));
    }

    private double Accuracy(params string[] model)
        => (double)TestRun.Of(["eval", .. model, "--data", tiny.Data, "--json"]).Succeeded().Json["test_accuracy"]!;
}
