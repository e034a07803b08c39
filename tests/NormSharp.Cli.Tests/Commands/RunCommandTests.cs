using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

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
