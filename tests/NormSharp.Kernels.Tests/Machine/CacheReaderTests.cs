using System.Buffers.Binary;
using NormSharp.Kernels.Machine;

namespace NormSharp.Kernels.Tests.Machine;

public sealed class CacheReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caches");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Linux_lists_a_folder_for_each_cache()
    {
        Write("index0", "Data", "1", "48K", "0-1", "64");
        Write("index1", "Instruction", "1", "32K", "0-1", "64");
        Write("index2", "Unified", "2", "2048K", "0,32", "64");
        Write("index3", "Unified", "3", "260M", "0-7,16-23", "64");
        Assert.Equal(
            [new CacheLevel(1, 48 << 10, 2, 64), new CacheLevel(2, 2 << 20, 2, 64), new CacheLevel(3, 260 << 20, 16, 64)],
            LinuxCaches.Read(_folder.FullName).OrderBy(level => level.Level));
    }

    [Theory]
    [InlineData("Data", "1", "", "0", "64")]
    [InlineData("Data", "one", "48K", "0", "64")]
    [InlineData("Data", "1", "-48K", "0", "64")]
    [InlineData("Trace", "1", "48K", "0", "64")]
    public void What_is_not_understood_is_left_out(string type, string level, string size, string shared, string line)
    {
        Write("index0", type, level, size, shared, line);
        Assert.Empty(LinuxCaches.Read(_folder.FullName));
    }

    [Fact]
    public void Who_shares_a_cache_and_its_line_may_be_unknown()
    {
        Write("index0", "Data", "1", "48K", "3-0", "?");
        Assert.Equal([new CacheLevel(1, 48 << 10, 1, 0)], LinuxCaches.Read(_folder.FullName));
    }

    [Fact]
    public void A_folder_that_is_not_there_has_no_caches() => Assert.Empty(LinuxCaches.Read(Path.Combine(_folder.FullName, "none")));

    [Fact]
    public void Windows_writes_a_record_for_each_cache_of_each_core()
    {
        byte[] records =
        [
            .. Record(level: 1, bytes: 32 << 10, type: 2, mask: 0b11),
            .. Record(level: 1, bytes: 32 << 10, type: 1, mask: 0b11),
            .. Record(level: 2, bytes: 512 << 10, type: 0, mask: 0b11),
            .. Record(level: 3, bytes: 32 << 20, type: 0, mask: 0xffff),
            .. Record(level: 1, bytes: 16 << 10, type: 2, mask: 0b1100),
        ];
        Assert.Equal(
            [new CacheLevel(1, 32 << 10, 2, 64), new CacheLevel(2, 512 << 10, 2, 64), new CacheLevel(3, 32 << 20, 16, 64)],
            WindowsCaches.Parse(records));
        Assert.Equal(2, WindowsCaches.Parse(records.AsSpan(0, records.Length - 130)).Count);
        Assert.Empty(WindowsCaches.Parse([]));
    }

    [Fact]
    public void A_record_of_no_size_ends_the_list()
    {
        byte[] record = Record(level: 1, bytes: 32 << 10, type: 2, mask: 1);
        record.AsSpan(4, 4).Clear();
        Assert.Single(WindowsCaches.Parse(record));
    }

    private static byte[] Record(byte level, int bytes, int type, ulong mask)
    {
        byte[] record = new byte[80];
        BinaryPrimitives.WriteInt32LittleEndian(record, 2);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), record.Length);
        record[8] = level;
        BinaryPrimitives.WriteInt16LittleEndian(record.AsSpan(10), 64);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(12), bytes);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(16), type);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(40), mask);
        return record;
    }

    private void Write(string cache, string type, string level, string size, string shared, string line)
    {
        string folder = _folder.CreateSubdirectory(cache).FullName;
        foreach ((string file, string text) in new[]
        {
            ("type", type), ("level", level), ("size", size), ("shared_cpu_list", shared), ("coherency_line_size", line),
        })
        {
            File.WriteAllText(Path.Combine(folder, file), text + "\n");
        }
    }
}
