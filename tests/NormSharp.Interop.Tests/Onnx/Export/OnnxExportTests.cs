using NormSharp.Interop.Onnx.Export;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Onnx.Export;

/// <summary>Networks that are written as ONNX compute in ONNX Runtime what they compute here.</summary>
public sealed class OnnxExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Samples => [.. LayerSamples.Names];

    public void Dispose() => _folder.Dispose();

    /// <summary>A container is opened by its flow; every other layer of the catalogue has operators, and a sample here.</summary>
    [Fact]
    public void Every_layer_of_the_catalogue_has_operators_and_a_sample()
    {
        HashSet<Type> containers = [typeof(Network), typeof(Residual), typeof(Sequential)];
        HashSet<Type> sampled = [
            .. LayerSamples.Names.SelectMany(name => LayerSamples.Of(name).Layer.NamedModules()).Select(entry => entry.Module.GetType())];
        IEnumerable<LayerDefinition> house = LayerCatalog.All.Where(
            definition => definition.LayerType.Assembly == typeof(Module).Assembly
                || definition.LayerType.Assembly == typeof(NetworkFiles).Assembly);

        Assert.All(house, definition =>
        {
            Expect.True(
                containers.Contains(definition.LayerType) || LayerExports.Of(definition.LayerType) is not null,
                $"{definition.Type} has no entry in LayerExports");
            Expect.True(sampled.Contains(definition.LayerType), $"{definition.Type} has no sample in LayerSamples");
        });
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_layer_computes_the_same(string name)
    {
        (Shape input, Module layer) = LayerSamples.Of(name);
        foreach (int opset in (int[])[13, 17, 18, 20, 21])
        {
            if (opset < LayerSamples.LeastOpset(name))
            {
                string message = Assert.Throws<NormSharpException>(() => NetworkFiles.SaveOnnx(
                    _folder.File("m.onnx"), layer, [input], new OnnxExportOptions { Opset = opset })).Message;
                Assert.Contains($"from version {LayerSamples.LeastOpset(name)} on", message, StringComparison.Ordinal);
                continue;
            }

            Check(layer, input, opset, tolerance: 1e-5);
        }
    }

    /// <summary>
    /// All but these: casts to bfloat16 are cut when they are read, as the standard's tests have it, and rounded by ONNX Runtime; a resize
    /// is read with the shapes of the inputs only.
    /// </summary>
    public static TheoryData<string> ReadBack => [
        .. LayerSamples.Names.Where(name => name != "UnaryFunction" && !name.StartsWith("Resize", StringComparison.Ordinal))];

    /// <summary>The file that was written is read back as a network that computes the same.</summary>
    [Theory]
    [MemberData(nameof(ReadBack))]
    public void What_is_written_is_read_back(string name)
    {
        (Shape input, Module layer) = LayerSamples.Of(name);
        NetworkFiles.SaveOnnx(_folder.File("m.onnx"), layer, [input], new OnnxExportOptions { Opset = 19 });
        Tensor x = Tensor.From(RandomNetworks.Input(input, seed: 3), input);

        Compare(layer.Forward(x).ToArray(), NetworkFiles.Load(_folder.File("m.onnx")).Forward(x).ToArray(), 1e-5);
    }

    /// <summary>Networks of others are written again: ONNX Runtime gives the same for both files.</summary>
    [Theory]
    [InlineData("burn-mnist.onnx")]
    [InlineData("cntk-mnist-conv.onnx")]
    [InlineData("residual_block_clean.onnx")]
    [InlineData("winml-cifar10-folded.onnx")]
    [InlineData("espcn_subpixel_float.onnx")]
    [InlineData("FastestDet.onnx")]
    [InlineData("ultraface-RFB-320.onnx")]
    [InlineData("ultraface-RFB-320-without-postprocessing.onnx")]
    [InlineData("ultraface-RFB-320-folded-by-another-tool.onnx")]
    [InlineData("ppocr-cls.onnx")]
    public void A_model_of_others_is_written_again(string name)
    {
        string path = SharedFiles.Find("models", "onnx", name);
        using var theirs = new Runtime(path);
        int[] free = [1, 3, 48, 192];
        int[] shape = [.. theirs.ShapeOf(theirs.Inputs[0]).Select((extent, d) => extent > 0 ? extent : free[d])];
        Network network = NetworkFiles.Load(path);
        NetworkFiles.SaveOnnx(_folder.File("m.onnx"), network, [Shape.Create(shape)]);
        using var ours = new Runtime(_folder.File("m.onnx"));
        float[] x = RandomNetworks.Input(Shape.Create(shape), seed: 1);

        IReadOnlyList<(int[] Shape, float[] Values)> expected = theirs.Run((shape, x));
        IReadOnlyList<(int[] Shape, float[] Values)> found = ours.Run((shape, x));

        Assert.Equal(expected.Count, found.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Shape, found[i].Shape);
            Compare(expected[i].Values, found[i].Values, 1e-4);
        }
    }

    [Theory]
    [InlineData("lenet", NormalizationKind.None)]
    [InlineData("lenet", NormalizationKind.Layer)]
    [InlineData("lenet", NormalizationKind.Instance)]
    [InlineData("lenet", NormalizationKind.Group)]
    [InlineData("lenet-bn", NormalizationKind.Batch)]
    [InlineData("mlp", NormalizationKind.None)]
    [InlineData("mlp", NormalizationKind.Batch)]
    [InlineData("mlp", NormalizationKind.Layer)]
    [InlineData("mlp", NormalizationKind.Group)]
    [InlineData("vgg-small", NormalizationKind.None)]
    [InlineData("vgg-small", NormalizationKind.Batch)]
    [InlineData("resnet20", NormalizationKind.Batch)]
    public void A_model_of_the_catalogue_computes_the_same(string name, NormalizationKind kind)
    {
        (int Channels, int Height, int Width) image = name is "vgg-small" or "resnet20" ? (3, 32, 32) : (1, 28, 28);
        Module model = RandomNetworks.Filled(
            ModelCatalog.Create(name, new ModelOptions { Input = image, Normalization = kind, Dropout = 0.1 }));
        foreach (int opset in (int[])[13, 17, 21])
        {
            Check(model, [3, image.Channels, image.Height, image.Width], opset, tolerance: 1e-5);
        }
    }

    [Theory]
    [Trait("Category", "Exhaustive")]
    [InlineData("resnet18", 64)]
    [InlineData("resnet34", 64)]
    [InlineData("resnet50", 64)]
    [InlineData("resnet32", 32)]
    [InlineData("resnet56", 32)]
    [InlineData("mobilenet_v2", 64)]
    [InlineData("densenet121", 64)]
    [InlineData("efficientnet_b0", 64)]
    [InlineData("squeezenet1_1", 71)]
    [InlineData("vgg11_bn", 64)]
    public void A_published_network_computes_the_same(string name, int size) => CheckPublished(name, size);

    [Theory]
    [InlineData("shufflenet_v2_x1_0", 64)]
    public void A_small_published_network_computes_the_same(string name, int size) => CheckPublished(name, size);

    private void CheckPublished(string name, int size)
    {
        Module model = RandomNetworks.Filled(ModelCatalog.Create(name, new ModelOptions { Input = (3, size, size) }));
        Check(model, [2, 3, size, size], 17, tolerance: 1e-5);
    }

    [Fact]
    public void Parameters_and_statistics_keep_their_names()
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions());
        NetworkFiles.SaveOnnx(_folder.File("m.onnx"), model, [[1, 1, 28, 28]]);
        using StateFile file = StateFiles.Open(_folder.File("m.onnx"));
        string[] expected = [
            .. model.NamedParameters().Select(entry => entry.Name).Concat(model.NamedBuffers().Select(entry => entry.Name))];

        Assert.Equal(expected.Order(StringComparer.Ordinal), file.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            model.NamedParameters().Single(entry => entry.Name == "fc1.weight").Parameter.ToArray(),
            file.Tensors.Single(tensor => tensor.Name == "fc1.weight").ReadSingle());
    }

    [Fact]
    public void Names_metadata_and_the_free_batch_are_in_the_file()
    {
        Module model = RandomNetworks.Filled(ModelCatalog.Create("mlp", new ModelOptions()));
        NetworkFiles.SaveOnnx(_folder.File("m.onnx"), model, [[7, 1, 28, 28]], new OnnxExportOptions
        {
            InputNames = ["image"],
            OutputNames = ["logits"],
            Metadata = new Dictionary<string, string> { ["classes"] = "[\"a\", \"b\"]", ["author"] = "someone" },
        });
        using var runtime = new Runtime(_folder.File("m.onnx"));

        Assert.Equal(["image", "logits"], runtime.Inputs.Concat(runtime.Outputs));
        Assert.Equal([-1, 1, 28, 28], runtime.ShapeOf("image"));
        Assert.Equal([-1, 10], runtime.ShapeOf("logits"));
        Assert.Equal(("[\"a\", \"b\"]", "someone"), (runtime.Metadata["classes"], runtime.Metadata["author"]));
    }

    [Fact]
    public void Preprocessing_is_part_of_the_graph()
    {
        var model = new Sequential(("conv", new Conv2d(3, 2, 1)));
        NetworkFiles.SaveOnnx(_folder.File("m.onnx"), model, [[1, 3, 4, 4]], new OnnxExportOptions
        {
            Preprocessing = new InputScaling([100, 110, 120], [50, 60, 70]),
        });
        float[] pixels = [.. Enumerable.Range(0, 48).Select(i => (float)(i * 5))];
        float[] scaled = [.. pixels.Select((v, i) => (v - (100 + (10 * (i / 16)))) / (50 + (10 * (i / 16))))];
        using var runtime = new Runtime(_folder.File("m.onnx"));

        Compare(
            model.Forward(Tensor.From(scaled, [1, 3, 4, 4])).ToArray(), Assert.Single(runtime.Run(([1, 3, 4, 4], pixels))).Values, 1e-6);
    }

    [Fact]
    public void Preprocessing_of_other_channels_is_refused()
    {
        var options = new OnnxExportOptions { Preprocessing = new InputScaling([1], [1]) };
        string message = Assert.Throws<NormSharpException>(
            () => NetworkFiles.SaveOnnx(_folder.File("m.onnx"), new Conv2d(3, 2, 1), [[1, 3, 4, 4]], options)).Message;

        Assert.Equal(
            "preprocessing has 1 means and 1 deviations, and the input is [1, 3, 4, 4]: there is one of each for every channel", message);
        Assert.False(File.Exists(_folder.File("m.onnx")));
    }

    [Fact]
    public void A_shared_layer_has_its_numbers_once()
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input("x");
        var shared = new Conv2d(3, 3, 1);
        SymbolicTensor once = net.Add("first", shared, x);
        Network model = net.Build(net.Add("second", shared, once));
        Check(model, [2, 3, 4, 4], 17, 1e-5);

        using StateFile file = StateFiles.Open(_folder.File("m.onnx"));
        Assert.Equal(["first.weight", "first.bias"], file.Tensors.Select(tensor => tensor.Name));
    }

    /// <summary>An input, one value under two names, and a constant: what no operator computes under the name is copied.</summary>
    [Fact]
    public void Inputs_and_outputs_of_any_kind()
    {
        var net = new NetworkBuilder();
        SymbolicTensor a = net.Input("a");
        SymbolicTensor b = net.Input("b");
        SymbolicTensor sum = net.Add("sum", new Sum(), a, b);
        SymbolicTensor constant = net.Add("constant", new Constant(Tensor.From([7f, 8], [1, 2])));
        SymbolicTensor relu = net.Add("relu", new Relu(), sum);
        Network model = net.Build(("same", sum), ("again", sum), ("input", b), ("fixed", constant), ("last", relu));
        NetworkFiles.SaveOnnx(_folder.File("m.onnx"), model, [[1, 2], [1, 2]]);
        using var runtime = new Runtime(_folder.File("m.onnx"));

        IReadOnlyList<(int[] Shape, float[] Values)> found = runtime.Run(([1, 2], [1, -2]), ([1, 2], [3, -4]));

        Assert.Equal(["same", "again", "input", "fixed", "last"], runtime.Outputs);
        Assert.Equal([[4, -6], [4, -6], [3, -4], [7, 8], [4, 0]], found.Select(output => output.Values));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(22)]
    public void Other_opsets_are_refused(int opset)
        => Assert.Throws<ArgumentOutOfRangeException>(
            () => NetworkFiles.SaveOnnx(_folder.File("m.onnx"), new Relu(), [[1, 2]], new OnnxExportOptions { Opset = opset }));

    [Fact]
    public void A_layer_that_cannot_be_written_is_named()
    {
        var model = new Sequential(("a", new Relu()), ("mine", new Mine()));
        string message = Assert.Throws<NormSharpException>(
            () => NetworkFiles.SaveOnnx(_folder.File("m.onnx"), model, [[1, 2]])).Message;

        Assert.Equal("mine (Mine) cannot be written as ONNX: no operators are known for layers of type Mine", message);
        Assert.False(File.Exists(_folder.File("m.onnx")));
    }

    private void Check(Module model, Shape input, int opset, double tolerance)
    {
        string path = _folder.File("m.onnx");
        NetworkFiles.SaveOnnx(path, model, [input], new OnnxExportOptions { Opset = opset });
        using var runtime = new Runtime(path);
        foreach (int batch in (int[])[input[0], input[0] + 1])
        {
            Shape shape = input.With(0, batch);
            float[] x = RandomNetworks.Input(shape, seed: batch);
            Tensor expected = model.Forward(Tensor.From(x, shape));
            (int[] Shape, float[] Values) found = Assert.Single(runtime.Run((shape.ToArray(), x)));
            Assert.Equal(expected.Shape.ToArray(), found.Shape);
            Compare(expected.ToArray(), found.Values, tolerance);
        }
    }

    private static void Compare(float[] expected, float[] found, double tolerance)
    {
        double scale = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, found.Length);
        Assert.InRange(expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second)), 0, tolerance * scale);
    }

    private sealed class Mine : Module
    {
        protected override Tensor OnForward(Tensor x) => x;
    }
}
