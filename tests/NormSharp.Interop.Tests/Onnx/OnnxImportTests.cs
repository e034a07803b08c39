using NormSharp.Inference;
using NormSharp.Interop.Onnx;
using NormSharp.Interop.Onnx.Networks;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using static NormSharp.Interop.Tests.Onnx.OnnxSamples;

namespace NormSharp.Interop.Tests.Onnx;

/// <summary>How graphs written by hand become networks: open dimensions, known numbers, types, several outputs.</summary>
public sealed class OnnxImportTests : IDisposable
{
    private const int Initializer = 5;
    private const int Input = 11;
    private const int Output = 12;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>[N, 2, 3] becomes [N, 6], where N came by Shape, Gather, Unsqueeze and Concat.</summary>
    [Fact]
    public void A_batch_that_the_graph_asks_for_stays_free()
    {
        Network network = Load(
            Op("Shape", ["x"], "shape"),
            Op("Gather", ["shape", "zero"], "n"),
            Op("Unsqueeze", ["n", "zeros"], "ns"),
            Op("Concat", ["ns", "six"], "target", Attribute("axis", 0)),
            Op("Relu", ["x"], "r"),
            Op("Reshape", ["r", "target"], "y"),
            Wholes("zero", []),
            Wholes("zeros", [1], 0),
            Wholes("six", [1], 6),
            Bytes(Input, Value("x", 1, 2, 3)),
            Bytes(Output, Value("y", 1, 6)));

        Assert.Equal([5, 6], network.Forward(NormSharp.Tensors.Tensor.Ones([5, 2, 3])).Shape);
        Assert.Equal(["Relu", "Flatten"], network.Steps.Select(step => step.Layer.TypeName));
    }

    [Fact]
    public void Parts_of_a_split_are_layers_and_those_that_nothing_reads_are_none()
    {
        Network network = Load(
            Node("Split", ["x"], ["a", "b", "c"], Attribute("axis", 1)),
            Op("Relu", ["c"], "y"),
            Bytes(Input, Value("x", 1, 6)),
            Bytes(Output, Value("y", 1, 2)),
            Bytes(Output, Value("a", 1, 2)));
        var outputs = new NormSharp.Tensors.Tensor[2];

        network.Forward([NormSharp.Tensors.Tensor.From([1f, 2, 3, 4, -5, 6], [1, 6])], outputs);

        Assert.Equal([0f, 6], outputs[0].ToArray());
        Assert.Equal([1f, 2], outputs[1].ToArray());
        Assert.Equal(2, network.Steps.Count(step => step.Layer is Slice));
        ModelFile.Save(_folder.File("m.safetensors"), network);
        Assert.Equal(2, ((Network)ModelFile.Load(_folder.File("m.safetensors")).Module).OutputNames.Count);
    }

    [Fact]
    public void A_plan_gives_the_networks_own_bits()
    {
        Network network = Load(
            Op("Transpose", ["x"], "t", Ints("perm", 0, 2, 1)),
            Op("HardSwish", ["t"], "h"),
            Op("Clip", ["h", "low", "high"], "c"),
            Op("Softmax", ["c"], "s", Attribute("axis", 1)),
            Op("Mul", ["s", "c"], "y"),
            Bytes(Initializer, Tensor("low", [], Floats(0))),
            Bytes(Initializer, Tensor("high", [], Floats(6))),
            Bytes(Input, Value("x", 1, 3, 4)),
            Bytes(Output, Value("y", 1, 4, 3)));
        float[] x = [.. Enumerable.Range(0, 24).Select(i => (MathF.Sin(i) * 4) + 2)];
        float[] planned = new float[24];

        using InferencePlan plan = InferencePlan.Compile(network, [2, 3, 4]);
        plan.Run(x, planned);

        Assert.Equal(network.Forward(NormSharp.Tensors.Tensor.From(x, [2, 3, 4])).ToArray(), planned);
    }

    [Fact]
    public void Whole_numbers_beyond_float32_are_refused_by_name()
    {
        string path = Write(
            Op("Add", ["x", "many"], "y"),
            Wholes("many", [1], (1L << 24) + 1),
            Bytes(Input, Join(Text(1, "x"), Bytes(2, Bytes(1, Join(Number(1, 7), Bytes(2, Bytes(1, Number(1, 3)))))))),
            Bytes(Output, Value("y", 3)));

        string message = Assert.Throws<ModelFormatException>(() => NetworkFiles.Load(path)).Message;

        Assert.Contains("'many' holds 16777217, and whole numbers are exact up to 16777216", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_that_is_an_input_becomes_a_constant_where_it_is_known()
    {
        string path = Write(
            Op("Reshape", ["x", "shape"], "y"),
            Bytes(Input, Value("x", 2, 3)),
            Bytes(Input, Join(Text(1, "shape"), Bytes(2, Bytes(1, Join(Number(1, 7), Bytes(2, Bytes(1, Number(1, 2)))))))),
            Bytes(Output, Value("y", 3, 2)));
        using OnnxFile file = OnnxFile.Open(path);
        var given = new Dictionary<string, NamedTensor>
        {
            ["x"] = NamedTensor.Of("x", [2, 3], [1f, 2, 3, 4, 5, 6]),
            ["shape"] = NamedTensor.Of("shape", [2], [3L, -1]),
        };

        OnnxImport import = OnnxNetwork.Import(file, OnnxGiven.Of(given));

        Assert.Equal(["shape"], import.Fixed);
        Assert.Equal([3, 2], Assert.Single(OnnxRun.Run(import, given)).Shape.Select(extent => (int)extent));
        string message = Assert.Throws<ModelFormatException>(() => NetworkFiles.Load(path)).Message;
        Assert.Contains("its input 1 is computed from 'shape', expected numbers of the file", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_operator_is_named_with_node_and_version()
    {
        string path = Write(Op("Hologram", ["x"], "y"), Bytes(Input, Value("x", 1, 3)), Bytes(Output, Value("y", 1, 3)));
        using OnnxFile file = OnnxFile.Open(path);

        var error = Assert.Throws<OnnxUnsupportedException>(() => OnnxNetwork.Import(file, OnnxGiven.Nothing));

        Assert.Equal(OnnxObstacle.Operator, error.Reason);
        Assert.Contains("node 'n_y' (Hologram, version 17) is not supported: this operator", error.Message, StringComparison.Ordinal);
        Assert.Equal(["Hologram"], OnnxNetwork.Unsupported(file.Model.Graph));
    }

    [Fact]
    public void Division_of_whole_numbers_truncates_and_bytes_wrap_around()
    {
        Assert.Equal([-2f, 2, 0], Fold("Div", 7, [3], [-7, 7, 2], [3, 3, 5]));
        Assert.Equal([44f, 255], Fold("Add", 2, [2], [200, 250], [100, 5]));
        Assert.Equal([-126f], Fold("Mul", 3, [1], [65], [2]));
    }

    private float[] Fold(string operation, int type, long[] shape, double[] a, double[] b)
    {
        ElementType element = OnnxTypes.Of(type);
        using OnnxFile file = OnnxFile.Open(Write(
            Op(operation, ["a", "b"], "y"),
            Raw("a", shape, type, element, a),
            Raw("b", shape, type, element, b),
            Bytes(Output, Join(Text(1, "y"), Bytes(2, Bytes(1, Number(1, type)))))));
        OnnxImport import = OnnxNetwork.Import(file, OnnxGiven.Nothing);
        Assert.Equal(element, import.Outputs[0].ElementType);
        return Assert.Single(OnnxRun.Run(import, new Dictionary<string, NamedTensor>())).ReadSingle();
    }

    private static byte[] Raw(string name, long[] shape, int type, ElementType element, double[] values)
    {
        NamedTensor tensor = OnnxNumbers.Of(name, element, Shape.Create([.. shape.Select(extent => (int)extent)]), values);
        return Bytes(Initializer, Tensor(name, shape, tensor.ReadBytes(), type));
    }

    private static byte[] Wholes(string name, long[] shape, params long[] values)
        => Bytes(Initializer, Tensor(name, shape, [.. (values.Length == 0 ? [0] : values).SelectMany(BitConverter.GetBytes)], 7));

    private static byte[] Op(string name, string[] inputs, string output, params byte[][] attributes)
        => Bytes(1, OnnxSamples.Node(name, inputs, [output], attributes));

    private static byte[] Node(string name, string[] inputs, string[] outputs, params byte[][] attributes)
        => Bytes(1, OnnxSamples.Node(name, inputs, outputs, attributes));

    private static byte[] Attribute(string name, long value) => Join(Text(1, name), Number(3, value), Number(20, 2));

    private static byte[] Ints(string name, params long[] values)
        => Join([Text(1, name), .. values.Select(value => Number(8, value)), Number(20, 7)]);

    private static byte[] Tensor(string name, long[] dims, byte[] raw, int type = 1) => OnnxSamples.Tensor(name, dims, raw, type);

    private string Write(params byte[][] graph)
    {
        string path = _folder.File($"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, Model(graph));
        return path;
    }

    private Network Load(params byte[][] graph) => NetworkFiles.Load(Write(graph));
}
