using System.Buffers.Binary;
using System.Text;

namespace NormSharp.Interop.Files;

/// <summary>
/// Reads the directory of a zip archive. Everything that it claims is checked against the file: counts, places, sizes, and that no two
/// entries share bytes, as in archives that unpack to a multiple of what they could hold.
/// </summary>
internal static class ZipDirectory
{
    private const int EntryLimit = 200_000;
    private const int DirectoryLimit = 64 << 20;
    private const int EndLength = 22;
    private const int CommentLimit = ushort.MaxValue;
    private const int Zip64LocatorLength = 20;
    private const int Zip64EndLength = 56;
    private const int RecordLength = 46;
    private const int LocalLength = 30;
    private const uint EndSignature = 0x06054B50;
    private const uint Zip64LocatorSignature = 0x07064B50;
    private const uint Zip64EndSignature = 0x06064B50;
    private const uint RecordSignature = 0x02014B50;
    private const ushort Zip64Extra = 1;

    /// <exception cref="Serialization.ModelFormatException">The archive is damaged, or larger than any model's.</exception>
    public static List<ZipEntry> Read(SourceFile file)
    {
        (long offset, long length, long count) = Locate(file);
        if (count > EntryLimit)
        {
            throw Malformed.Limit(file.Path, "the archive's files", count, EntryLimit);
        }

        if (offset < 0 || length < 0 || count < 0 || length > DirectoryLimit || offset > file.Length - length
            || count * RecordLength > length)
        {
            throw Malformed.In(
                file.Path, $"its zip directory claims {count} files in {length} bytes at byte {offset} of {file.Length}; it is damaged");
        }

        byte[] directory = file.Read(offset, length);
        var entries = new List<ZipEntry>((int)count);
        int position = 0;
        for (long i = 0; i < count; i++)
        {
            entries.Add(Record(file, directory, ref position, offset));
        }

        CheckPlaces(file, entries, offset);
        return entries;
    }

    private static (long Offset, long Length, long Count) Locate(SourceFile file)
    {
        int tailLength = (int)Math.Min(file.Length, EndLength + CommentLimit + Zip64LocatorLength);
        byte[] tail = file.Read(file.Length - tailLength, tailLength);
        for (int i = tailLength - EndLength; i >= 0; i--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(i);
            if (UInt32(end) != EndSignature || EndLength + UInt16(end[20..]) > end.Length)
            {
                continue;
            }

            bool isZip64 = UInt16(end[10..]) == ushort.MaxValue || UInt32(end[12..]) == uint.MaxValue || UInt32(end[16..]) == uint.MaxValue;
            return isZip64 && i >= Zip64LocatorLength && UInt32(tail.AsSpan(i - Zip64LocatorLength)) == Zip64LocatorSignature
                ? Zip64End(file, BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(i - Zip64LocatorLength + 8)))
                : (UInt32(end[16..]), UInt32(end[12..]), UInt16(end[10..]));
        }

        throw Malformed.In(
            file.Path, "begins like a zip archive, but has no directory at its end; it is truncated (copy or download it again)");
    }

    private static (long Offset, long Length, long Count) Zip64End(SourceFile file, long offset)
    {
        byte[] end = file.Read(offset, Zip64EndLength);
        return UInt32(end) == Zip64EndSignature
            ? (Int64(end, 48), Int64(end, 40), Int64(end, 32))
            : throw Malformed.In(file.Path, $"its zip directory should end at byte {offset}, but something else is there; it is damaged");
    }

    private static ZipEntry Record(SourceFile file, ReadOnlySpan<byte> directory, ref int position, long start)
    {
        ReadOnlySpan<byte> record = directory[position..];
        if (record.Length < RecordLength || UInt32(record) != RecordSignature)
        {
            throw Malformed.In(file.Path, $"its zip directory is damaged at byte {start + position}");
        }

        int nameLength = UInt16(record[28..]);
        int extraLength = UInt16(record[30..]);
        int length = RecordLength + nameLength + extraLength + UInt16(record[32..]);
        if (length > record.Length)
        {
            throw Malformed.In(file.Path, $"its zip directory is cut off at byte {start + position}");
        }

        Span<long> sizes = [UInt32(record[24..]), UInt32(record[20..]), UInt32(record[42..])];
        TakeZip64(record.Slice(RecordLength + nameLength, extraLength), sizes);
        var entry = new ZipEntry
        {
            Name = Encoding.UTF8.GetString(record.Slice(RecordLength, nameLength)).Replace('\\', '/'),
            Flags = UInt16(record[8..]),
            Method = UInt16(record[10..]),
            Crc = UInt32(record[16..]),
            CompressedLength = sizes[1],
            Length = sizes[0],
            HeaderOffset = sizes[2],
            DirectoryOffset = start + position,
        };
        position += length;
        return entry;
    }

    /// <summary>Sizes of 2³² − 1 stand for those of the 64-bit extension, which holds them in this order.</summary>
    private static void TakeZip64(ReadOnlySpan<byte> extra, Span<long> sizes)
    {
        while (extra.Length >= 4)
        {
            int length = UInt16(extra[2..]);
            ReadOnlySpan<byte> field = extra.Slice(4, Math.Min(length, extra.Length - 4));
            if (UInt16(extra) == Zip64Extra)
            {
                foreach (ref long size in sizes)
                {
                    if (size == uint.MaxValue && field.Length >= sizeof(long))
                    {
                        size = BinaryPrimitives.ReadInt64LittleEndian(field);
                        field = field[sizeof(long)..];
                    }
                }

                return;
            }

            extra = extra[Math.Min(extra.Length, 4 + length)..];
        }
    }

    private static void CheckPlaces(SourceFile file, List<ZipEntry> entries, long directory)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        long before = 0;
        foreach (ZipEntry entry in entries.OrderBy(entry => entry.HeaderOffset))
        {
            if (entry.CompressedLength < 0 || entry.Length < 0 || entry.HeaderOffset < before
                || entry.HeaderOffset > directory - LocalLength
                || entry.CompressedLength > directory - LocalLength - entry.HeaderOffset)
            {
                throw Malformed.In(
                    file.Path,
                    $"its file '{Printable.Name(entry.Name)}' claims {entry.CompressedLength} bytes at byte {entry.HeaderOffset}, "
                    + "where another one or nothing lies; it is damaged or made to mislead");
            }

            if (!names.Add(entry.Name))
            {
                throw Malformed.In(file.Path, $"holds '{Printable.Name(entry.Name)}' twice; it is damaged or made to mislead");
            }

            before = entry.HeaderOffset + LocalLength + entry.CompressedLength;
        }
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long Int64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);
}
