using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using PureHDF;

namespace NormSharp.Cli.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _onnx;
    private readonly string _own;
    private readonly string _x;
    private readonly string _y;

    public RunCommandTests()
    {
        (_onnx, _own, _x, _y) = (_folder.File("m.onnx"), _folder.File("m.safetensors"), _folder.File("x.npy"), _folder.File("y.npy"));
        var model = new Sequential(new Conv2d(2, 3, 3), new Relu());
        model.Evaluate();
        var x = Tensor.From([.. Enumerable.Range(0, 2 * 5 * 4).Select(i => MathF.Sin(i))], [1, 2, 5, 4]);
        NetworkFiles.SaveOnnx(_onnx, model, [x.Shape]);
        ModelFile.Save(_own, model);
        Write(_x, x);
        Write(_y, model.Forward(x));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_comes_out_is_compared()
    {
        foreach (string model in (string[])[_onnx, _own])
        {
            TestRun run = TestRun.Of("run", model, "--input", _x, "--expect", _y).Succeeded();
            Assert.Equal("as expected", run.OutputLines[^1]);
            Assert.Contains("[1, 3, 3, 2]", run.Output, StringComparison.Ordinal);
        }
    }

    /// <summary>A file of Keras that works on sequences: [N, C, L] is taken for [N, C, 1, L], and both give the same.</summary>
    [Fact]
    public void A_sequence_is_a_plane_of_height_1()
    {
        const string Config = """
            {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "Conv1D", "config": {"name": "conv",
            "batch_input_shape": [null, 8, 2], "kernel_size": [3], "padding": "causal", "use_bias": false}}]}}
            """;
        string keras = _folder.File("sequence.h5");
        float[] kernel = [.. Enumerable.Range(0, 18).Select(i => (i % 5) - 2f)];
        new H5File
        {
            Attributes = { ["model_config"] = Config },
            ["model_weights"] = new H5Group
            {
                Attributes = { ["layer_names"] = (string[])["conv"] },
                ["conv"] = new H5Group
                {
                    Attributes = { ["weight_names"] = (string[])["conv/kernel:0"] },
                    ["conv"] = new H5Group { ["kernel:0"] = new H5Dataset(kernel, fileDims: [3, 2, 3]) },
                },
            },
        }.Write(keras);
        float[] x = [.. Enumerable.Range(0, 16).Select(i => i - 7f)];
        TensorFiles.WriteNpy(_folder.File("x3.npy"), NamedTensor.Of("x", [1, 2, 8], x));
        TensorFiles.WriteNpy(_folder.File("x4.npy"), NamedTensor.Of("x", [1, 2, 1, 8], x));
        float[] expected = [.. Enumerable.Range(0, 24).Select(i => Enumerable.Range(0, 6).Sum(j
            => (i % 8) - 2 + (j / 2) is >= 0 and var place ? x[(j % 2 * 8) + place] * kernel[(j * 3) + (i / 8)] : 0))];
        TensorFiles.WriteNpy(_folder.File("y1.npy"), NamedTensor.Of("y", [1, 3, 1, 8], expected));

        foreach (string given in (string[])["x3.npy", "x4.npy"])
        {
            TestRun.Of("run", keras, "--input", _folder.File(given), "--expect", _folder.File("y1.npy")).Succeeded();
        }

        Assert.Contains("input 2×1×8", TestRun.Of("summary", keras).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_is_an_exit_code_and_a_number()
    {
        NamedTensor y = TensorFiles.Read(_y);
        float[] other = y.ReadSingle();
        other[4] += 0.5f;
        TensorFiles.WriteNpy(_y, NamedTensor.Of("y", [.. y.Shape], other));

        TestRun run = TestRun.Of("run", _onnx, "--input", _x, "--expect", _y, "--json");

        Assert.Equal(ExitCode.Failed, run.Code);
        JsonNode output = Assert.Single(run.Json["outputs"]!.AsArray())!;
        Assert.False((bool)run.Json["as_expected"]!);
        Assert.Equal(0.5, (double)output["largest_absolute"]!, 1e-3);
        Assert.Contains("differs in 1 of 18 numbers; number 4", (string)output["problem"]!, StringComparison.Ordinal);
        Assert.Equal(0, TestRun.Of("run", _onnx, "--input", _x, "--expect", _y, "--atol", "0.6").Code);
    }

    [Fact]
    public void Outputs_are_written_by_name()
    {
        string file = _folder.File("found.npy");
        string output = (string)TestRun.Of("run", _onnx, "--input", _x, "--json").Succeeded().Json["outputs"]![0]!["name"]!;

        TestRun.Of("run", _onnx, "--input", _x, "--output", $"{output}={file}").Succeeded();

        Assert.Equal(TensorFiles.Read(_y).ReadSingle(), TensorFiles.Read(file).ReadSingle(), (a, b) => Math.Abs(a - b) < 1e-6);
        TestRun.Of("run", _onnx, "--input", _x, "--output", file).Failed(ExitCode.Failed, file);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        TestRun.Of("run").Failed(ExitCode.WrongUsage, "MODEL is missing", "--suite");
        TestRun.Of("run", _onnx, "--suite", "s.zip").Failed(ExitCode.WrongUsage, "--suite was given too");
        TestRun.Of("run", "--suite", "s.zip", "--input", _x).Failed(ExitCode.WrongUsage, "--input was given with --suite");
        TestRun.Of("run", "--suite", _folder.File("none.zip")).Failed(ExitCode.Failed, "no such folder or archive");
        TestRun.Of("run", _onnx, "--input", $"depth={_x}").Failed(ExitCode.WrongUsage, "--input names 'depth'");
        TestRun.Of("run", _onnx, "--input", _x, "--input", _x).Failed(ExitCode.WrongUsage, "--input was given 2 times");
        TestRun.Of("run", _own).Failed(ExitCode.WrongUsage, "takes an input 'input'", "--input input=FILE");
        Directory.CreateDirectory(_folder.File("saved"));
        File.WriteAllText(_folder["saved", "saved_model.pb"], "x");
        TestRun.Of("run", _folder.File("saved")).Failed(ExitCode.Failed, "TensorFlow SavedModel", "tf2onnx");
    }

    [Fact]
    public void A_suite_closes_with_its_counts()
    {
        string test = Path.Combine(_folder.Path, "suite", "test_conv");
        string set = Path.Combine(test, "test_data_set_0");
        Directory.CreateDirectory(set);
        File.Copy(_onnx, Path.Combine(test, "model.onnx"));
        File.Copy(_x, Path.Combine(set, "input_0.pb"));
        File.Copy(_y, Path.Combine(set, "output_0.pb"));

        TestRun run = TestRun.Of("run", "--suite", Path.Combine(_folder.Path, "suite")).Succeeded();
        Assert.Equal("passed         test_conv", run.OutputLines[0]);
        Assert.Equal("1 passed, 0 failed, 0 not supported", run.OutputLines[^1]);
        Assert.Contains(run.OutputLines, line => line.Contains("Conv", StringComparison.Ordinal));

        File.Copy(_x, Path.Combine(set, "output_0.pb"), overwrite: true);
        TestRun failed = TestRun.Of("run", "--suite", Path.Combine(_folder.Path, "suite"), "--json");
        Assert.Equal((ExitCode.Failed, 1), (failed.Code, (int)failed.Json["failed"]!));
        Assert.Equal("Conv", (string)failed.Json["operators"]![0]!["operator"]!);
    }

    private static void Write(string path, Tensor tensor)
        => TensorFiles.WriteNpy(path, NamedTensor.Of("t", [.. tensor.Shape.Select(extent => (long)extent)], tensor.ToArray()));
}
