using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Interop;
using NormSharp.Interop.Keras;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Cli.Tests.Foreign;

/// <summary>Trained models of others, where they lie beside the checkout.</summary>
public sealed class SharedModelTests
{
    private static readonly string[] ImageNetScaling = ["--mean", "0.485,0.456,0.406", "--std", "0.229,0.224,0.225"];

    [Theory]
    [InlineData("resnet20", "resnet20-12fca82f.th", 0.9173)]
    public void A_published_accuracy_is_reached(string name, string file, double accuracy)
        => Reaches(name, file, accuracy);

    [Theory]
    [Trait("Category", "Exhaustive")]
    [InlineData("resnet56", "resnet56-4bfd9763.th", 0.9339)]
    public void A_published_accuracy_is_reached_by_a_deep_one(string name, string file, double accuracy)
        => Reaches(name, file, accuracy);

    /// <summary>Half, bfloat16 and double; with the counter missing, of shape [1] or int32; under "module.".</summary>
    [Theory]
    [InlineData("plain")]
    [InlineData("f16")]
    [InlineData("bf16")]
    [InlineData("f64")]
    [InlineData("module")]
    [InlineData("nbt1")]
    [InlineData("nbti32")]
    [InlineData("nonbt")]
    public void Every_way_in_which_PyTorch_saves_a_state_is_read(string name)
    {
        string file = SharedFiles.Find("cases", "X04", $"{name}.safetensors");
        using var folder = new TemporaryFolder();
        string like = folder["like.safetensors"];
        ModelFile.Save(like, new Sequential(
            ("conv1", new Conv2d(1, 4, 3)),
            ("bn1", new BatchNorm(4)),
            ("act", new Relu()),
            ("gap", new GlobalAveragePool2d()),
            ("flat", new Flatten()),
            ("fc", new Linear(4, 3))));
        TestRun result = TestRun.Of("summary", file, "--like", like, "--input", "1,8,8", "--json").Succeeded();
        Assert.Equal(63, (long)result.Json["parameters"]!);
    }

    /// <summary>A state in the network of its graph gives the graph's outputs; boxes are decoded in one file only.</summary>
    [Fact]
    public void The_files_of_a_face_detector_agree()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[string.Empty]);
        var random = new Random(1);
        float[] x = [.. Enumerable.Range(0, 3 * 240 * 320).Select(_ => (random.NextSingle() * 2) - 1)];
        TensorFiles.WriteNpy(folder["x.npy"], NamedTensor.Of("input", [1, 3, 240, 320], x));
        string Graph(string kind) => SharedFiles.Find("models", "onnx", $"ultraface-RFB-320{kind}.onnx");
        string state = SharedFiles.Find("models", "pytorch", "ultraface-RFB-320.pth");
        string[] how = ["--input", folder["x.npy"], "--rtol", "1e-4", "--atol", "1e-4"];

        TestRun.Of([
            "run", Graph(string.Empty), "--input", folder["x.npy"], "--output", $"scores={folder["s.npy"]}", "--output",
            $"boxes={folder["b.npy"]}",
        ]).Succeeded();
        TestRun.Of([
            "run", state, "--like", Graph(string.Empty), .. how, "--expect", $"scores={folder["s.npy"]}", "--expect",
            $"boxes={folder["b.npy"]}",
        ]).Succeeded();
        TestRun.Of(["run", state, "--like", Graph("-without-postprocessing"), .. how, "--expect", $"scores={folder["s.npy"]}"])
            .Succeeded();
        TestRun.Of(["run", Graph("-folded-by-another-tool"), .. how, "--expect", $"scores={folder["s.npy"]}"]).Succeeded();

        // A folded network has no places for batch normalizations.
        TestRun refused = TestRun.Of(["run", state, "--like", Graph("-folded-by-another-tool"), .. how]);
        Assert.Contains("does not fit", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongUsage, refused.Code);
    }

    /// <summary>Numbers of one Keras file in the network of another.</summary>
    [Fact]
    public void Keras_numbers_go_into_the_network_of_a_Keras_file()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[string.Empty]);
        string file = SharedFiles.Find("models", "keras", "mlperf-resnet8-cifar10.h5");
        float[] x = [.. Enumerable.Range(0, 3072).Select(i => (float)(i % 256))];
        TensorFiles.WriteNpy(folder["x.npy"], NamedTensor.Of("input", [1, 3, 32, 32], x));

        // The file says what images it takes.
        Assert.Equal(78_186, (long)TestRun.Of("summary", file, "--json").Succeeded().Json["parameters"]!);
        TestRun.Of("run", file, "--input", folder["x.npy"], "--output", folder["y.npy"]).Succeeded();
        TestRun.Of("run", file, "--like", file, "--input", folder["x.npy"], "--expect", folder["y.npy"]).Succeeded();
        Assert.Contains(
            "does not fit resnet20",
            TestRun.Of("run", file, "--arch", "resnet20", "--input", folder["x.npy"]).Error,
            StringComparison.Ordinal);
    }

    /// <summary>ε of a Keras file is mended where it stands, in the description; no other byte changes; statistics are refused.</summary>
    [Fact]
    [Trait("Category", "Exhaustive")]
    public void A_Keras_file_gets_its_epsilon_back()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[string.Empty]);
        string file = SharedFiles.Find("models", "keras", "mlperf-resnet8-cifar10.h5");
        string data = SharedData.Folder("cifar10");
        byte[] bytes = File.ReadAllBytes(file);
        int changed = 0;
        for (int at; (at = bytes.AsSpan().IndexOf("\"epsilon\": 0.001"u8)) >= 0; changed++)
        {
            "\"epsilon\": 9.000"u8.CopyTo(bytes.AsSpan(at));
        }

        Assert.Equal(7, changed);
        File.WriteAllBytes(folder["ill.h5"], bytes);
        string[] how = [folder["ill.h5"], "--data", data, "--scale", "1", "--images", "200"];

        TestRun.Of(["doctor", .. how, "--fix", "BN016", "-o", folder["mended.h5"]]).Succeeded();

        byte[] mended = File.ReadAllBytes(folder["mended.h5"]);
        Assert.Equal(bytes.Length, mended.Length);
        using (KerasFile before = KerasFile.Open(file), after = KerasFile.Open(folder["mended.h5"]))
        {
            Assert.Equal(before.Tensors.Select(tensor => tensor.Name), after.Tensors.Select(tensor => tensor.Name));
            Assert.All(
                before.Tensors.Zip(after.Tensors), pair => Assert.Equal(pair.First.ReadSingle(), pair.Second.ReadSingle()));
            double[] epsilons =
                [.. after.Model!.Layers.Where(layer => layer.ClassName.StartsWith("Batch", StringComparison.Ordinal))
                    .Select(layer => (double)layer.Config["epsilon"]!)];
            Assert.Equal(7, epsilons.Length);
            Assert.All(epsilons, epsilon => Assert.InRange(epsilon, 1e-5, 1e-3));
        }

        TestRun refused = TestRun.Of(["doctor", .. how, "--fix", "recalibrate", "-o", folder["no.h5"], "--json"]).Succeeded();
        JsonNode steps = refused.Json["repair"]!;
        Assert.Contains("ε", steps.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["no.h5"]));
    }

    private static void Reaches(string name, string file, double accuracy)
    {
        string state = SharedFiles.Find("models", "pytorch", file);
        string data = SharedData.Folder("cifar10");
        TestRun result = TestRun.Of(["eval", state, "--arch", name, "--data", data, "--json", .. ImageNetScaling]).Succeeded();
        Assert.Equal(10_000, (int)result.Json["images"]!);
        Assert.Equal(accuracy, (double)result.Json["test_accuracy"]!, 0.0005);
    }
}
