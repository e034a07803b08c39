using System.Buffers.Binary;
using System.Text;
using NormSharp.Serialization;

namespace NormSharp.Tests.Serialization;

public sealed class SafetensorsCorruptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "gap")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "gap")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "overlaps")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "needs 12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "larger than any file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "before it begins")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "9 follow")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,4]}}""", 4, "twice")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "'k'")]
    [InlineData("""{"__metadata__":"k"}""", 0, "__metadata__")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "F31")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 0, "lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "lacks")]
    [InlineData("""{"a":7}""", 0, "tensor 'a'")]
    [InlineData("""[1,2]""", 0, "header")]
    [InlineData("""{"a":""", 0, "JSON")]
    [InlineData("""{} trailing""", 0, "JSON")]
    [InlineData("""not json at all""", 0, "JSON")]
    [InlineData("", 0, "header")]
    public void Invalid_headers_are_named(string header, int dataLength, string expected)
    {
        string path = Write((ulong)Encoding.UTF8.GetByteCount(header), Encoding.UTF8.GetBytes(header), dataLength);

        var exception = Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(path));

        Assert.StartsWith(path + ": ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(long.MaxValue)]
    [InlineData(1UL << 43)]
    [InlineData(11UL)]
    public void A_lying_header_length_allocates_nothing(ulong length)
    {
        string path = Write(length, "{}        "u8.ToArray(), 0);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var exception = Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(path));

        Assert.Contains(length.ToString(), exception.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Truncation_at_every_byte_is_found()
    {
        byte[] whole = SmallFile();
        for (int length = 0; length < whole.Length; length++)
        {
            string path = _folder.File("cut.safetensors");
            File.WriteAllBytes(path, whole[..length]);

            Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(path));
        }
    }

    [Fact]
    public void A_flipped_bit_in_the_header_never_throws_anything_else()
    {
        byte[] whole = SmallFile();
        int headerEnd = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(whole);
        int refused = 0;
        for (int bit = 0; bit < headerEnd * 8; bit++)
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            string path = _folder.File("flipped.safetensors");
            File.WriteAllBytes(path, damaged);
            try
            {
                using SafetensorsFile file = SafetensorsFile.Open(path);
                Assert.All(file.Tensors.Keys, name => Assert.NotNull(file.ReadBytes(name)));
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }

        // What passes is a changed letter of a name or of a metadata string, which is still a valid file.
        Assert.InRange(refused, headerEnd * 8 / 2, headerEnd * 8);
    }

    [Fact]
    public void Reading_another_type_or_length_or_name_says_so()
    {
        string path = _folder.File("small.safetensors");
        File.WriteAllBytes(path, SmallFile());
        using SafetensorsFile file = SafetensorsFile.Open(path);

        Assert.Contains(
            "expected element type I64",
            Assert.Throws<ModelFormatException>(() => file.ReadInt64("fc.weight")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected 5",
            Assert.Throws<ModelFormatException>(() => file.ReadSingle("fc.weight", new float[5])).Message,
            StringComparison.Ordinal);
        Assert.Contains("no tensor 'x'", Assert.Throws<ModelFormatException>(() => file.ReadSingle("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_while_it_is_open_says_so()
    {
        string path = _folder.File("open.safetensors");
        byte[] whole = SmallFile();
        File.WriteAllBytes(path, whole);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        using (var handle = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            handle.SetLength(whole.Length - 1);
        }

        Assert.Throws<ModelFormatException>(() => file.Tensors.Keys.Select(file.ReadBytes).ToList());
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_one_line()
    {
        var missing = Assert.Throws<NormSharpException>(() => SafetensorsFile.Open(_folder.File("none.safetensors")));
        var folder = Assert.Throws<NormSharpException>(() => SafetensorsFile.Open(_folder.Path));

        Assert.Equal(_folder.File("none.safetensors") + ": no such file", missing.Message);
        Assert.Contains("is a folder", folder.Message, StringComparison.Ordinal);
    }

    private static byte[] SmallFile()
    {
        var writer = new SafetensorsWriter();
        writer.Metadata["format"] = "pt";
        writer.Add("fc.weight", [2, 2], [1f, 2f, 3f, 4f]);
        writer.Add("steps", [], [9L]);
        var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    private string Write(ulong headerLength, byte[] header, int dataLength)
    {
        byte[] bytes = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, headerLength);
        header.CopyTo(bytes, 8);
        string path = _folder.File("bad.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
