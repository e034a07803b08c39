using System.IO.Compression;
using System.Text;
using NormSharp.Interop.Files;
using NormSharp.Serialization;
using ZipFile = NormSharp.Interop.Files.ZipFile;

namespace NormSharp.Interop.Tests.Files;

public sealed class ZipFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Stored_and_packed_files_are_read()
    {
        using SourceFile source = SourceFile.Open(Archive());
        var zip = new ZipFile(source);

        Assert.Equal(["a/stored.txt", "a/packed.txt"], zip.Entries.Select(entry => entry.Name));
        Assert.Equal(new string('x', 5000), Text(zip, "a/packed.txt"));
        Assert.Equal("hello", Text(zip, "a/stored.txt"));
        Assert.Equal(ZipEntry.Deflated, zip.Find("a/packed.txt")!.Method);
    }

    [Fact]
    public void What_ZipWriter_writes_is_aligned_and_read_by_others()
    {
        string path = _folder.File("ours.zip");
        using (FileStream stream = File.Create(path))
        {
            var writer = new ZipWriter(path, stream);
            writer.Add("m/one", "1"u8);
            writer.Add("m/größer", new byte[1000]);
            writer.Add("m/empty", default);
            writer.Finish();
        }

        using (SourceFile source = SourceFile.Open(path))
        {
            var zip = new ZipFile(source);
            Assert.All(zip.Entries, entry => Assert.Equal(0, zip.DataOffset(entry) % 64));
            Assert.Equal(1000, zip.ReadAll(zip.Find("m/größer")!, 1000).Length);
        }

        using ZipArchive other = System.IO.Compression.ZipFile.OpenRead(path);
        Assert.Equal(["m/one", "m/größer", "m/empty"], other.Entries.Select(entry => entry.FullName));
        Assert.Equal(1000, new BinaryReader(other.Entries[1].Open()).ReadBytes(2000).Length);
    }

    [Fact]
    public void A_bomb_is_refused_before_it_unpacks()
    {
        // 64 MB of zeros take 64 KB; the directory is then made to claim 4 GB.
        byte[] bytes = Bytes(archive => Add(archive, "bomb", new byte[64 << 20], CompressionLevel.Optimal));
        string path = Write(bytes);
        using (SourceFile source = SourceFile.Open(path))
        {
            var zip = new ZipFile(source);
            Assert.Contains("at most 1000 are taken", Problem(() => zip.ReadAll(zip.Find("bomb")!, 1000)), StringComparison.Ordinal);
        }

        BitConverter.TryWriteBytes(bytes.AsSpan(Directory(bytes) + 24), 2_000_000_000u);
        path = Write(bytes);
        using SourceFile lying = SourceFile.Open(path);
        var archive = new ZipFile(lying);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("no packing does", Problem(() => archive.ReadAll(archive.Find("bomb")!, long.MaxValue)), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_wrong_unpacked_size_is_found(int difference)
    {
        byte[] bytes = Bytes(archive => Add(archive, "a", new byte[5000], CompressionLevel.Optimal));
        BitConverter.TryWriteBytes(bytes.AsSpan(Directory(bytes) + 24), 5000 + difference);
        using SourceFile source = SourceFile.Open(Write(bytes));
        var zip = new ZipFile(source);

        Assert.Contains("does not unpack to", Problem(() => zip.ReadAll(zip.Find("a")!, 1 << 20)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_checksum_is_found()
    {
        byte[] bytes = Bytes(archive => Add(archive, "a", "hello"u8, CompressionLevel.NoCompression));
        bytes[Directory(bytes) + 16] ^= 1;
        using SourceFile source = SourceFile.Open(Write(bytes));
        var zip = new ZipFile(source);

        Assert.Contains("checksum", Problem(() => zip.ReadAll(zip.Find("a")!, 1 << 20)), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_share_bytes_or_names_are_refused()
    {
        byte[] two = Bytes(archive =>
        {
            Add(archive, "a", "hello"u8, CompressionLevel.NoCompression);
            Add(archive, "b", "world"u8, CompressionLevel.NoCompression);
        });
        int second = Directory(two) + 46 + 1;
        byte[] shared = [.. two];
        BitConverter.TryWriteBytes(shared.AsSpan(second + 42), 0);
        byte[] twice = [.. two];
        twice[second + 46] = (byte)'a';

        Assert.Contains("where another one or nothing lies", Problem(() => Open(shared)), StringComparison.Ordinal);
        Assert.Contains("holds 'a' twice", Problem(() => Open(twice)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_cut_or_damaged_anywhere_gives_typed_errors()
    {
        byte[] whole = File.ReadAllBytes(Archive());
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            Assert.ThrowsAny<NormSharpException>(() => Open(cut));
        }

        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Open(damaged);
            }
            catch (ModelFormatException)
            {
                // A damage that is found; others change a time or a name.
            }
        }
    }

    private void Open(byte[] bytes)
    {
        using SourceFile source = SourceFile.Open(Write(bytes));
        var zip = new ZipFile(source);
        foreach (ZipEntry entry in zip.Entries)
        {
            Assert.Equal(entry.Length, zip.ReadAll(entry, 1 << 20).Length);
        }
    }

    private static string Problem(Action action) => Assert.Throws<ModelFormatException>(action).Message;

    private static string Text(ZipFile zip, string name) => Encoding.ASCII.GetString(zip.ReadAll(zip.Find(name)!, 1 << 20));

    /// <summary>Where the directory begins.</summary>
    private static int Directory(byte[] bytes) => BitConverter.ToInt32(bytes, bytes.Length - 6);

    private string Archive() => Write(Bytes(archive =>
    {
        Add(archive, "a/stored.txt", "hello"u8, CompressionLevel.NoCompression);
        Add(archive, "a/packed.txt", Encoding.ASCII.GetBytes(new string('x', 5000)), CompressionLevel.Optimal);
    }));

    private static byte[] Bytes(Action<ZipArchive> fill)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            fill(archive);
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> data, CompressionLevel level)
    {
        using Stream entry = archive.CreateEntry(name, level).Open();
        entry.Write(data);
    }

    private string Write(byte[] bytes)
    {
        string path = _folder.File("test.zip");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
