using NormSharp.Interop.Onnx;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.Onnx;

public sealed class OnnxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_small_model_is_read()
    {
        using OnnxFile file = Open(OnnxSamples.Small());

        Assert.Equal("hand", file.Model.Producer);
        Assert.Equal(17, file.Model.Opsets[string.Empty]);
        Assert.Equal(["Add", "Relu"], file.Model.Graph.Nodes.Select(node => node.Operator));
        Assert.Equal("node 'n_s' (Add, version 17)", file.Model.Graph.Nodes[0].ToString());
        Assert.Equal([1f, 2, 3], Assert.Single(file.Tensors).ReadSingle());
        Assert.Equal([new OnnxDimension(1, null), new OnnxDimension(3, null)], Assert.Single(file.Model.Graph.Inputs).Shape!);
    }

    public static TheoryData<string, byte[], int> Spellings => new()
    {
        { "raw", OnnxSamples.Tensor("w", [3], OnnxSamples.Floats(1, 2, 3)), 0 },
        { "packed floats", Typed(1, OnnxSamples.Bytes(4, OnnxSamples.Floats(1, 2, 3))), 0 },
        { "packed floats in two parts", Typed(1, OnnxSamples.Bytes(4, OnnxSamples.Floats(1)),
            OnnxSamples.Bytes(4, OnnxSamples.Floats(2, 3))), 0 },
        { "single floats", Typed(1, [0x25, .. OnnxSamples.Floats(1)], [0x25, .. OnnxSamples.Floats(2)],
            [0x25, .. OnnxSamples.Floats(3)]), 0 },
        { "doubles", Typed(11, OnnxSamples.Bytes(10, [.. new double[] { 1, 2, 3 }.SelectMany(BitConverter.GetBytes)])), 0 },
        { "int64", Typed(7, OnnxSamples.Bytes(7, 1, 2, 3)), 1 },
        { "single int64", Typed(7, OnnxSamples.Number(7, 1), OnnxSamples.Number(7, 2), OnnxSamples.Number(7, 3)), 1 },
        { "int32", Typed(6, OnnxSamples.Bytes(5, 1, 2, 3)), 1 },
        { "uint8", Typed(2, OnnxSamples.Bytes(5, 1, 2, 3)), 1 },
        { "uint64", Typed(13, OnnxSamples.Bytes(11, 1, 2, 3)), 1 },
        { "float16", Typed(10, OnnxSamples.Bytes(5, [0x80, 0x78, 0x80, 0x80, 0x01, 0x80, 0x84, 0x01])), 1 },
        { "bfloat16", Typed(16, OnnxSamples.Bytes(5, [0x80, 0x7F, 0x80, 0x80, 0x01, 0xC0, 0x80, 0x01])), 1 },
        { "raw float16", Typed(10, OnnxSamples.Bytes(9, [0x00, 0x3C, 0x00, 0x40, 0x00, 0x42])), 0 },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Numbers_are_read_however_they_are_spelled(string spelling, byte[] tensor, int variable)
    {
        using OnnxFile file = Open(OnnxSamples.Small(tensor));
        Assert.Equal([1f, 2, 3], Assert.Single(file.Tensors).ReadSingle());

        string target = _folder.File("changed.onnx");
        NamedTensor change = NamedTensor.Of("w", [3], [4f, 5, 6]);
        if (variable == 1)
        {
            Assert.Contains(
                "cannot be changed in place",
                Assert.Throws<ModelFormatException>(() => file.Rewrite(target, [change])).Message,
                StringComparison.Ordinal);
            return;
        }

        file.Rewrite(target, [change]);
        using OnnxFile after = OnnxFile.Open(target);
        Assert.Equal([4f, 5, 6], Assert.Single(after.Tensors).ReadSingle());
        Assert.Contains("unknown", System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(target)), StringComparison.Ordinal);
        Assert.NotEmpty(spelling);
    }

    [Fact]
    public void Nodes_in_any_order_are_sorted()
    {
        using OnnxFile file = Open(OnnxSamples.Model(
            OnnxSamples.Bytes(1, OnnxSamples.Node("Relu", ["s"], ["y"])), OnnxSamples.Bytes(1, OnnxSamples.Node("Neg", ["x"], ["s"])),
            OnnxSamples.Bytes(11, OnnxSamples.Value("x", 1)), OnnxSamples.Bytes(12, OnnxSamples.Value("y", 1))));

        Assert.Equal(["Neg", "Relu"], file.Model.Graph.Nodes.Select(node => node.Operator));
    }

    [Fact]
    public void External_data_within_the_folder_is_read()
    {
        Directory.CreateDirectory(_folder.File("data"));
        File.WriteAllBytes(_folder["data", "w.bin"], [9, 9, 9, 9, .. OnnxSamples.Floats(1, 2, 3)]);

        using OnnxFile file = Open(
            OnnxSamples.Small(OnnxSamples.External("w", [3], ("location", "data/w.bin"), ("offset", "4"), ("length", "12"))));

        Assert.Equal([1f, 2, 3], Assert.Single(file.Tensors).ReadSingle());
        Assert.Equal(["1 files beside it hold numbers: data/w.bin"], file.Notes);
    }

    [Theory]
    [InlineData("/etc/passwd", "0", "not within the model's folder")]
    [InlineData("../secret.bin", "0", "not within the model's folder")]
    [InlineData("data/../../secret.bin", "0", "not within the model's folder")]
    [InlineData("data\\..\\..\\secret.bin", "0", "not within the model's folder")]
    [InlineData("C:/secret.bin", "0", "not within the model's folder")]
    [InlineData("./w.bin", "0", "not within the model's folder")]
    [InlineData("", "0", "not within the model's folder")]
    [InlineData("link.bin", "0", "is a link")]
    [InlineData("linked/w.bin", "0", "is a link")]
    [InlineData("none.bin", "0", "no such file beside the model")]
    [InlineData("w.bin", "4", "but that file has 12")]
    [InlineData("w.bin", "9223372036854775807", "but that file has 12")]
    [InlineData("w.bin", "-1", "has the offset '-1'")]
    [InlineData("\u001b[31m", "0", "no such file beside the model")]
    public void External_data_elsewhere_is_refused(string location, string offset, string problem)
    {
        File.WriteAllBytes(_folder.File("w.bin"), new byte[12]);
        File.CreateSymbolicLink(_folder.File("link.bin"), _folder.File("w.bin"));
        Directory.CreateSymbolicLink(_folder.File("linked"), _folder.Path);

        string message = Problem(OnnxSamples.Small(OnnxSamples.External("w", [3], ("location", location), ("offset", offset))));

        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
    }

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "holds no graph", OnnxSamples.Number(1, 8) },
        { "which no tensor has", OnnxSamples.Small(OnnxSamples.Tensor("w", [long.MaxValue, 2], [])) },
        { "which no tensor has", OnnxSamples.Small(OnnxSamples.Tensor("w", [-3], OnnxSamples.Floats(1, 2, 3))) },
        { "but 8 are there", OnnxSamples.Small(OnnxSamples.Tensor("w", [3], OnnxSamples.Floats(1, 2))) },
        { "but 0 are there", OnnxSamples.Small(OnnxSamples.Tensor("w", [long.MaxValue / 8], [])) },
        { "two initializers 'w'", OnnxSamples.Model(
            OnnxSamples.Bytes(5, OnnxSamples.Tensor("w", [], OnnxSamples.Floats(1))), OnnxSamples.Bytes(
                5, OnnxSamples.Tensor("w", [], OnnxSamples.Floats(1)))) },
        { "reads 's', which nothing gives", OnnxSamples.Model(OnnxSamples.Bytes(1, OnnxSamples.Node("Relu", ["s"], ["y"]))) },
        { "computed from its own output", OnnxSamples.Model(
            OnnxSamples.Bytes(1, OnnxSamples.Node("Relu", ["b"], ["a"])), OnnxSamples.Bytes(1, OnnxSamples.Node("Relu", ["a"], ["b"]))) },
        { "computed from its own output", OnnxSamples.Model(OnnxSamples.Bytes(1, OnnxSamples.Node("Relu", ["a"], ["a"]))) },
        { "computes the value 'a' twice", OnnxSamples.Model(
            OnnxSamples.Bytes(1, OnnxSamples.Node("A", [], ["a"])), OnnxSamples.Bytes(1, OnnxSamples.Node("B", [], ["a"]))) },
        { "has the output 'z', which nothing computes", OnnxSamples.Model(OnnxSamples.Bytes(12, OnnxSamples.Value("z", 1))) },
        { "negative extent", OnnxSamples.Model(OnnxSamples.Bytes(11, OnnxSamples.Value("z", -1))) },
        { "has nothing in 'value'", OnnxSamples.Model(OnnxSamples.Bytes(1, OnnxSamples.Node(
            "Constant", [], ["c"], OnnxSamples.Join(OnnxSamples.Text(1, "value"), OnnxSamples.Number(20, 4))))) },
        { "claims", OnnxSamples.Join(OnnxSamples.Varint((7 << 3) | 2), OnnxSamples.Varint(ulong.MaxValue)) },
        { "ends at byte", [0x08] },
        { "where a message is expected", OnnxSamples.Number(7, 1) },
        { "holds no field", [0x07] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_broken_is_named(string problem, byte[] file) => Assert.Contains(problem, Problem(file), StringComparison.Ordinal);

    [Fact]
    public void Graphs_within_graphs_end()
    {
        byte[] graph = OnnxSamples.Text(2, "g");
        for (int i = 0; i < 100; i++)
        {
            graph = OnnxSamples.Bytes(
                1,
                OnnxSamples.Node(
                    "If",
                    [],
                    ["y" + i],
                    OnnxSamples.Join(OnnxSamples.Text(1, "then_branch"), OnnxSamples.Bytes(6, graph), OnnxSamples.Number(20, 5))));
        }

        Assert.Contains("deeper than a model's", Problem(OnnxSamples.Model(graph)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0x00 })]
    [InlineData(new byte[] { 0x2A, 0x00 })]
    [InlineData(new byte[] { 0x5A, 0x00 })]
    [InlineData(new byte[] { 0x0A, 0x02, 0x2A, 0x00 })]
    [InlineData(new byte[] { 0x2A, 0x02, 0x08, 0x01 })]
    public void A_flood_of_messages_stays_within_its_memory(byte[] message)
    {
        byte[] file = OnnxSamples.Model([.. Enumerable.Repeat(message, (8 << 20) / message.Length)]);
        string path = _folder.File("flood.onnx");
        File.WriteAllBytes(path, file);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.ThrowsAny<ModelFormatException>(() => OnnxFile.Open(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (4L * file.Length) + (256 << 20));
    }

    private static byte[] Typed(int type, params byte[][] data)
        => OnnxSamples.Join([OnnxSamples.Number(1, 3), OnnxSamples.Number(2, type), OnnxSamples.Text(8, "w"), .. data]);

    private OnnxFile Open(byte[] bytes)
    {
        string path = _folder.File("model.onnx");
        File.WriteAllBytes(path, bytes);
        return OnnxFile.Open(path);
    }

    private string Problem(byte[] bytes) => Assert.Throws<ModelFormatException>(() => Open(bytes)).Message;
}
