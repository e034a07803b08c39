using System.Text;
using NormSharp.Interop.Tensors;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.Tensors;

public sealed class TensorFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("akamaster_resnet20.npy")]
    [InlineData("burn_mnist.npy")]
    [InlineData("mlperf_tiny_resnet8.npy")]
    [InlineData("winml_ImageClassifier.npy")]
    public void Reference_outputs_of_others_are_read_and_written_back_byte_for_byte(string name)
    {
        string path = SharedFiles.Find("models", "reference", name);
        NamedTensor tensor = TensorFiles.Read(path);
        Assert.Equal("float32[64, 10]", tensor.ToString());

        TensorFiles.WriteNpy(_folder.File("copy.npy"), tensor);

        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(_folder.File("copy.npy")));
    }

    [Theory]
    [InlineData("<f4", "False", "(2, 3)", 1)]
    [InlineData("<f4", "False", "(2, 3)", 2)]
    [InlineData("=f4", "False", "(2L, 3L, )", 3)]
    public void Every_version_is_read(string type, string fortran, string shape, byte version)
    {
        byte[] file = Npy(version, type, fortran, shape, Floats(0, 1, 2, 3, 4, 5));

        Assert.Equal([0f, 1, 2, 3, 4, 5], Read(file).ReadSingle());
    }

    [Fact]
    public void Column_major_and_big_endian_are_turned()
    {
        Assert.Equal([0f, 2, 4, 1, 3, 5], Read(Npy(1, "<f4", "True", "(2, 3)", Floats(0, 1, 2, 3, 4, 5))).ReadSingle());
        Assert.Equal([1L, 256], Read(Npy(1, ">i2", "False", "(2,)", [0, 1, 1, 0])).ReadInt64());
        Assert.Equal([7.0], Read(Npy(1, "<f8", "False", "()", BitConverter.GetBytes(7.0))).ReadDouble());
    }

    [Theory]
    [InlineData("<f4", "(2, 4)", "24 bytes follow")]
    [InlineData("<f4", "(9223372036854775807, 9223372036854775807)", "24 bytes follow")]
    [InlineData("<f4", "(-2, -3)", "the extent '-2'")]
    [InlineData("<f4", "2, 3", "no shape in brackets")]
    [InlineData("|O", "(2, 3)", "elements of type '|O'")]
    [InlineData("<U3", "(2, 3)", "elements of type '<U3'")]
    public void What_is_damaged_is_named(string type, string shape, string problem)
        => Assert.Contains(problem, Assert.Throws<ModelFormatException>(
            () => Read(Npy(1, type, "False", shape, new byte[24]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.UInt64)]
    [InlineData(ElementType.Bool)]
    [InlineData(ElementType.Complex64)]
    public void Types_survive_a_round_trip(object given)
    {
        var type = (ElementType)given;
        byte[] bytes = [.. Enumerable.Range(0, 4 * ElementTypes.SizeOf(type)).Select(i => (byte)(i % 2))];
        TensorFiles.WriteNpy(_folder.File("x.npy"), new NamedTensor("x", type, [2, 1, 2], new MemoryContent(bytes)));

        NamedTensor copy = TensorFiles.Read(_folder.File("x.npy"));

        Assert.Equal(type, copy.ElementType);
        Assert.Equal([2, 1, 2], copy.Shape);
        Assert.Equal(bytes, copy.ReadBytes());
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Npy(byte version, string type, string fortran, string shape, byte[] data)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes(header.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. header, .. data];
    }

    private NamedTensor Read(byte[] bytes)
    {
        File.WriteAllBytes(_folder.File("t.npy"), bytes);
        return TensorFiles.Read(_folder.File("t.npy"));
    }
}
