using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NormSharp.Kernels.Machine;

/// <summary>The caches of a core as Windows tells them by <c>GetLogicalProcessorInformationEx</c>.</summary>
internal static partial class WindowsCaches
{
    private const int RelationCache = 2;

    // Offsets in SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX with a CACHE_RELATIONSHIP, for processes of 64 bits.
    private const int SizeAt = 4;
    private const int LevelAt = 8;
    private const int LineAt = 10;
    private const int BytesAt = 12;
    private const int TypeAt = 16;
    private const int MaskAt = 40;
    private const int Least = MaskAt + sizeof(ulong);

    private const int Unified = 0;
    private const int Data = 2;

    /// <summary>Reads the caches of all cores and takes those of the first; none where the system refuses.</summary>
    public static unsafe List<CacheLevel> Read()
    {
        uint length = 0;
        if (!Environment.Is64BitProcess || GetLogicalProcessorInformationEx(RelationCache, null, ref length) != 0 || length == 0)
        {
            return [];
        }

        byte[] buffer = new byte[length];
        fixed (byte* start = buffer)
        {
            return GetLogicalProcessorInformationEx(RelationCache, start, ref length) == 0 ? [] : Parse(buffer);
        }
    }

    /// <summary>The first core's data caches in what the system wrote.</summary>
    internal static List<CacheLevel> Parse(ReadOnlySpan<byte> records)
    {
        var levels = new List<CacheLevel>();
        while (records.Length >= Least)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(records[SizeAt..]);
            int type = BinaryPrimitives.ReadInt32LittleEndian(records[TypeAt..]);
            ulong mask = BinaryPrimitives.ReadUInt64LittleEndian(records[MaskAt..]);
            int level = records[LevelAt];
            if (type is Unified or Data && !levels.Exists(other => other.Level == level))
            {
                levels.Add(new CacheLevel(
                    level,
                    BinaryPrimitives.ReadUInt32LittleEndian(records[BytesAt..]),
                    BitOperations.PopCount(mask),
                    BinaryPrimitives.ReadUInt16LittleEndian(records[LineAt..])));
            }

            records = records[Math.Clamp(size, Least, records.Length)..];
        }

        return levels;
    }

    [LibraryImport("kernel32.dll")]
    private static unsafe partial int GetLogicalProcessorInformationEx(int relationship, byte* buffer, ref uint length);
}
