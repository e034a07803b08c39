using System.Buffers.Binary;
using System.Text;
using NormSharp.Serialization;

namespace NormSharp.Tests.Serialization;

public sealed class SafetensorsRoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_element_type_comes_back_bit_for_bit()
    {
        float[] singles = [1.5f, -0f, float.NaN, float.NegativeInfinity, float.Epsilon, 3e38f];
        double[] doubles = [Math.PI, double.NaN, -1e-300];
        var writer = new SafetensorsWriter();
        writer.Metadata["architecture"] = "{\"layers\": [\"卷积\", \"a\\b\"]}";
        writer.Add("weight", [2, 3], singles);
        writer.Add("doubles", [3], doubles);
        writer.Add("num_batches_tracked", [], [long.MinValue]);
        writer.Add("seed", [2], [ulong.MaxValue, 1UL]);
        writer.Add("bytes", [3, 1], new byte[] { 0, 127, 255 });
        writer.Add("empty", [0, 7], ReadOnlySpan<float>.Empty);
        string path = Save(writer);

        using SafetensorsFile file = SafetensorsFile.Open(path);

        Assert.Equal(writer.Metadata["architecture"], file.Metadata["architecture"]);
        Assert.Equal(6, file.Tensors.Count);
        Assert.Equal([2, 3], file.Tensors["weight"].Shape);
        Assert.Equal("F32", file.Tensors["weight"].ElementType);
        Assert.Equal(singles.Select(BitConverter.SingleToInt32Bits), file.ReadSingle("weight").Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(doubles.Select(BitConverter.DoubleToInt64Bits), file.ReadDouble("doubles").Select(BitConverter.DoubleToInt64Bits));
        Assert.Empty(file.Tensors["num_batches_tracked"].Shape);
        Assert.Equal([long.MinValue], file.ReadInt64("num_batches_tracked"));
        Assert.Equal([ulong.MaxValue, 1UL], file.ReadUInt64("seed"));
        Assert.Equal([0, 127, 255], file.ReadBytes("bytes"));
        Assert.Empty(file.ReadSingle("empty"));
    }

    [Fact]
    public void Layout_on_disk_is_the_format_s()
    {
        var writer = new SafetensorsWriter();
        writer.Add("a", [1], new byte[] { 7 });
        writer.Add("b", [2], [1f, 2f]);
        byte[] bytes = File.ReadAllBytes(Save(writer));

        int headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        string header = Encoding.UTF8.GetString(bytes, 8, headerLength);

        Assert.Equal(0, headerLength % 8);
        Assert.Equal(
            """{"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}""",
            header.TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 7], bytes[(8 + headerLength)..]);
    }

    [Fact]
    public void Order_of_adding_does_not_change_the_bytes()
    {
        var one = new SafetensorsWriter();
        one.Metadata["x"] = "1";
        one.Metadata["a"] = "2";
        one.Add("p", [1], [1f]);
        one.Add("q", [1], [2L]);
        var other = new SafetensorsWriter();
        other.Add("q", [1], [2L]);
        other.Add("p", [1], [1f]);
        other.Metadata["a"] = "2";
        other.Metadata["x"] = "1";

        Assert.Equal(Bytes(one), Bytes(other));
    }

    [Fact]
    public void A_file_without_tensors_is_valid()
    {
        string path = Save(new SafetensorsWriter());

        using SafetensorsFile file = SafetensorsFile.Open(path);

        Assert.Empty(file.Tensors);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Writer_refuses_a_shape_that_does_not_fit_and_a_name_that_is_taken()
    {
        var writer = new SafetensorsWriter();
        writer.Add("a", [1], [1f]);

        Assert.Throws<ArgumentException>(() => writer.Add("b", [2, 2], new float[3]));
        Assert.Throws<ArgumentException>(() => writer.Add("a", [1], [2f]));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [1], [2f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add("c", [-1], new float[1]));
    }

    private static byte[] Bytes(SafetensorsWriter writer)
    {
        var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    private string Save(SafetensorsWriter writer)
    {
        string path = _folder.File("model.safetensors");
        File.WriteAllBytes(path, Bytes(writer));
        return path;
    }
}
