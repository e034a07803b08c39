using System.IO.Compression;
using NormSharp.Interop.Onnx;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Interop.PyTorch;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.Onnx;

/// <summary>Files of others in <c>../shared/models/onnx</c> and the tests of the standard in <c>../shared/onnx-conformance</c>.</summary>
public sealed class RealOnnxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("FastestDet.onnx", 11, 211, 240443, "input.1 1×3×352×352")]
    [InlineData("burn-mnist.onnx", 16, 13, 376938, "input.1 1×1×28×28")]
    [InlineData("cntk-mnist-conv.onnx", 8, 12, 5998, "Input3 1×1×28×28")]
    [InlineData("espcn_subpixel_float.onnx", 11, 8, 68032, "input 1×3×4×4")]
    [InlineData("ppocr-cls.onnx", 9, 471, 133665, "x p2o.DynamicDimension.0×3×p2o.DynamicDimension.1×p2o.DynamicDimension.2")]
    [InlineData("residual_block_clean.onnx", 19, 7, 4466, "global_in 1×1×200×200")]
    [InlineData("ultraface-RFB-320-folded-by-another-tool.onnx", 9, 110, 273912, "input 1×3×240×320")]
    [InlineData("ultraface-RFB-320-without-postprocessing.onnx", 9, 217, 281159, "input 1×3×240×320")]
    [InlineData("ultraface-RFB-320.onnx", 9, 242, 307683, "input 1×3×240×320")]
    [InlineData("winml-cifar10-folded.onnx", 10, 12, 50184, "modelInput batch_size×3×32×32")]
    public void Graphs_are_read(string name, int opset, int nodes, long numbers, string input)
    {
        using OnnxFile file = OnnxFile.Open(SharedFiles.Find("models", "onnx", name));
        OnnxGraph graph = file.Model.Graph;
        string Shown(IEnumerable<OnnxValue> values)
            => string.Join("; ", values.Select(value => $"{value.Name} {string.Join("×", value.Shape ?? [])}"));

        Assert.Equal(
            (opset, nodes, numbers, input),
            (file.Model.Opsets[string.Empty], graph.Nodes.Count, file.Tensors.Sum(tensor => tensor.Count), Shown(graph.Inputs)));
        Assert.All(file.Tensors, tensor => Assert.Equal(tensor.ByteLength, tensor.ReadBytes().Length));
    }

    /// <summary>The README of the models says that all 209 float tensors of the .pth are bit-equal in the .onnx.</summary>
    [Fact]
    public void The_same_network_has_the_same_bits_in_both_formats()
    {
        using PyTorchFile pytorch = PyTorchFile.Open(SharedFiles.Find("models", "pytorch", "ultraface-RFB-320.pth"));
        using OnnxFile onnx = OnnxFile.Open(SharedFiles.Find("models", "onnx", "ultraface-RFB-320.onnx"));
        Dictionary<string, NamedTensor> byName = onnx.Tensors.ToDictionary(tensor => tensor.Name);

        List<NamedTensor> floats = [.. pytorch.Tensors.Where(tensor => tensor.ElementType == ElementType.Float32)];

        Assert.Equal(209, floats.Count);
        Assert.All(floats, tensor => Assert.Equal(tensor.ReadBytes(), byName[tensor.Name].ReadBytes()));
    }

    [Theory]
    [InlineData("opset7.zip")]
    [InlineData("opset9.zip")]
    [InlineData("opset11.zip")]
    [InlineData("opset13.zip")]
    [InlineData("opset15.zip")]
    [InlineData("opset18.zip")]
    [InlineData("opset21.zip")]
    [InlineData("pytorch-converted.zip")]
    public void Every_file_of_the_standards_tests_is_read(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(SharedFiles.Find("onnx-conformance", name));
        var problems = new List<string>();
        int models = 0, tensors = 0;
        foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.Length > 0))
        {
            string path = _folder.File(entry.Name);
            entry.ExtractToFile(path, overwrite: true);
            try
            {
                if (entry.Name == "model.onnx")
                {
                    using OnnxFile file = OnnxFile.Open(path);
                    Assert.NotEmpty(file.Model.Graph.Nodes);
                    models++;
                }
                else if (entry.Name.EndsWith(".pb", StringComparison.Ordinal))
                {
                    Assert.NotNull(TensorFiles.Read(path));
                    tensors++;
                }
            }
            catch (ModelFormatException) when (entry.FullName.Contains("_sequence") || entry.FullName.Contains("_opt"))
            {
                // Sequences and optional values are no tensors.
            }
            catch (ModelFormatException error)
            {
                problems.Add($"{entry.FullName}: {error.Message}");
            }
        }

        Assert.Empty(problems);
        Assert.True(models > 80 && tensors >= 2 * models);
    }

    [Theory]
    [InlineData("burn-mnist.onnx", "running_var")]
    [InlineData("ultraface-RFB-320.onnx", "running_mean")]
    public void Only_statistics_change_where_only_statistics_are_changed(string name, string ending)
    {
        string source = SharedFiles.Find("models", "onnx", name);
        string target = _folder.File(name);
        long numbers;
        using (OnnxFile file = OnnxFile.Open(source))
        {
            List<NamedTensor> statistics = [.. file.Tensors.Where(tensor => tensor.Name.EndsWith(ending, StringComparison.Ordinal))];
            numbers = statistics.Sum(tensor => tensor.Count);
            Assert.NotEqual(0, numbers);
            file.Rewrite(target, statistics.Select(tensor =>
                NamedTensor.Of(tensor.Name, [.. tensor.Shape], Array.ConvertAll(tensor.ReadSingle(), value => value + 1.5f))));
        }

        using OnnxFile before = OnnxFile.Open(source);
        using OnnxFile after = OnnxFile.Open(target);
        Assert.All(before.Tensors.Zip(after.Tensors), pair => Assert.Equal(
            pair.First.Name.EndsWith(ending, StringComparison.Ordinal)
                ? Array.ConvertAll(pair.First.ReadSingle(), value => value + 1.5f)
                : pair.First.ReadSingle(),
            pair.Second.ReadSingle()));
        Assert.InRange(
            File.ReadAllBytes(source).Zip(File.ReadAllBytes(target)).Count(pair => pair.First != pair.Second), numbers, 4 * numbers);
        Assert.Equal(new FileInfo(source).Length, new FileInfo(target).Length);
    }
}
