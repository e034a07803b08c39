using System.IO.Compression;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using NormSharp.Interop.Onnx;
using NormSharp.Interop.Onnx.Networks;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Onnx;

/// <summary>Networks made of other people's graphs give what ONNX Runtime gives, and what PyTorch gave.</summary>
public sealed class OnnxNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("burn-mnist.onnx", new[] { 1, 1, 28, 28 })]
    [InlineData("cntk-mnist-conv.onnx", new[] { 1, 1, 28, 28 })]
    [InlineData("espcn_subpixel_float.onnx", new[] { 1, 3, 4, 4 })]
    [InlineData("FastestDet.onnx", new[] { 1, 3, 352, 352 })]
    [InlineData("residual_block_clean.onnx", new[] { 1, 1, 200, 200 })]
    [InlineData("winml-cifar10-folded.onnx", new[] { 4, 3, 32, 32 })]
    [InlineData("ppocr-cls.onnx", new[] { 2, 3, 48, 192 })]
    [InlineData("ultraface-RFB-320.onnx", new[] { 1, 3, 240, 320 })]
    [InlineData("ultraface-RFB-320-folded-by-another-tool.onnx", new[] { 1, 3, 240, 320 })]
    [InlineData("ultraface-RFB-320-without-postprocessing.onnx", new[] { 1, 3, 240, 320 })]
    public void Outputs_equal_those_of_ONNX_Runtime(string name, int[] shape)
    {
        string path = SharedFiles.Find("models", "onnx", name);
        var random = new Random(1);
        float[] noise = [
            .. Enumerable.Range(0, shape.Aggregate(1, (product, extent) => product * extent)).Select(_ => (random.NextSingle() * 2) - 1)];
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(path, options);
        Network network = NetworkFiles.Load(path);
        ModelFile.Save(_folder.File("m.safetensors"), network);
        var again = (Network)ModelFile.Load(_folder.File("m.safetensors")).Module;
        foreach (float[] input in (float[][])[noise, RealImages.Of(shape)])
        {
            using var results = session.Run(
                [NamedOnnxValue.CreateFromTensor(session.InputNames[0], new DenseTensor<float>(input, shape))]);
            float[][] expected = [.. results.Select(result => result.AsEnumerable<float>().ToArray())];
            CheckAll(expected, network, input, shape);

            // It is an ordinary network: saved with its architecture, and the same when it is loaded.
            CheckAll(expected, again, input, shape);
        }
    }

    private static void CheckAll(float[][] expected, Network network, float[] input, int[] shape)
    {
        var outputs = new NormSharp.Tensors.Tensor[expected.Length];
        network.Forward([NormSharp.Tensors.Tensor.From(input, [.. shape])], outputs);
        Assert.All(expected.Zip(outputs), pair => CheckClose(pair.First, pair.Second.ToArray(), 1e-4));
    }

    [Fact]
    public void The_first_test_images_give_what_PyTorch_gave()
    {
        NamedTensor reference = TensorFiles.Read(SharedFiles.Find("models", "reference", "winml_ImageClassifier.npy"));
        using OnnxFile file = OnnxFile.Open(SharedFiles.Find("models", "onnx", "winml-cifar10-folded.onnx"));
        float[] images = [.. RealImages.Cifar(64).Select(value => (value - 0.5f) / 0.5f)];

        CheckClose(reference.ReadSingle(), Run(OnnxNetwork.Read(file), images, [64, 3, 32, 32]), 1e-4);
    }

    /// <summary>Layers exported by PyTorch, from the standard's tests: what is made a network gives the standard's outputs.</summary>
    [Fact]
    public void Layers_of_the_standards_tests_are_right_or_refused()
    {
        using ZipArchive archive = ZipFile.OpenRead(SharedFiles.Find("onnx-conformance", "pytorch-converted.zip"));
        archive.ExtractToDirectory(_folder.Path);
        List<string> passed = [], refused = [];
        foreach (string folder in Directory.GetDirectories(_folder.Path).Order(StringComparer.Ordinal))
        {
            using OnnxFile file = OnnxFile.Open(Path.Combine(folder, "model.onnx"));
            Network network;
            try
            {
                network = OnnxNetwork.Read(file);
            }
            catch (ModelFormatException error)
            {
                refused.Add($"{Path.GetFileName(folder)}: {error.Message}");
                continue;
            }

            NamedTensor input = TensorFiles.Read(Path.Combine(folder, "test_data_set_0", "input_0.pb"));
            float[] expected = TensorFiles.Read(Path.Combine(folder, "test_data_set_0", "output_0.pb")).ReadSingle();
            float[] found = Run(network, input.ReadSingle(), [.. input.Shape.Select(extent => (int)extent)]);
            Assert.All(
                expected.Zip(found), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-6 + (1e-3 * Math.Abs(pair.First))));
            passed.Add(Path.GetFileName(folder));
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{passed.Count} passed, {refused.Count} not supported\n{string.Join('\n', refused)}");
        Assert.True(passed.Count >= 27, string.Join('\n', refused));
    }

    [Fact]
    public void What_is_not_supported_is_named_with_its_node()
    {
        byte[] model = OnnxSamples.Model(
            OnnxSamples.Bytes(1, OnnxSamples.Node("QLinearMatMul", ["x"], ["y"])),
            OnnxSamples.Bytes(11, OnnxSamples.Value("x", 1, 3)),
            OnnxSamples.Bytes(12, OnnxSamples.Value("y", 1, 3)));
        File.WriteAllBytes(_folder.File("m.onnx"), model);
        using OnnxFile file = OnnxFile.Open(_folder.File("m.onnx"));

        string message = Assert.Throws<ModelFormatException>(() => OnnxNetwork.Read(file)).Message;

        Assert.Contains("(QLinearMatMul, version 17) is not supported: this operator", message, StringComparison.Ordinal);
        Assert.Equal(["QLinearMatMul"], OnnxNetwork.Unsupported(file.Model.Graph));
    }

    private static float[] Run(Module network, float[] input, int[] shape)
    {
        return network.Forward(NormSharp.Tensors.Tensor.From(input, [.. shape])).AsSpan().ToArray();
    }

    private static void CheckClose(float[] expected, float[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        double scale = expected.Max(Math.Abs);
        Assert.All(expected.Zip(found), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance * scale));
    }
}
