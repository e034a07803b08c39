using System.Buffers.Binary;
using System.IO.Compression;
using NormSharp.Primitives;

namespace NormSharp.Interop.Files;

/// <summary>
/// A zip archive of someone else. What lies in it uncompressed, as PyTorch's tensors do, is read where it lies; what is compressed is
/// unpacked to the length that the directory names and no byte more.
/// </summary>
internal sealed class ZipFile
{
    private const uint LocalSignature = 0x04034B50;
    private const uint DescriptorSignature = 0x08074B50;
    private const int LocalLength = 30;

    // No byte of deflate unpacks to more than 1,032.
    private const long DeflateRatio = 1032;

    private readonly Dictionary<string, ZipEntry> _byName;

    public ZipFile(SourceFile file)
    {
        File = file;
        Entries = ZipDirectory.Read(file);
        _byName = Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    public SourceFile File { get; }

    /// <summary>All files of the archive, in the order of its directory.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    public ZipEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Where the bytes of an uncompressed entry begin.</summary>
    public long DataOffset(ZipEntry entry)
    {
        if (entry.Method != ZipEntry.Stored || entry.Length != entry.CompressedLength || (entry.Flags & 1) != 0)
        {
            throw Malformed.In(
                File.Path, $"its file '{Printable.Name(entry.Name)}' is compressed or encrypted, expected one that is stored as it is");
        }

        return LocalData(entry);
    }

    /// <summary>All bytes of an entry, unpacked where it is compressed.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="limit">How many bytes are taken at most.</param>
    /// <exception cref="Serialization.ModelFormatException">The entry is larger, is not what the directory says, or cannot be
    /// unpacked.</exception>
    public byte[] ReadAll(ZipEntry entry, long limit)
    {
        if (entry.Length > Math.Min(limit, Array.MaxLength))
        {
            throw Malformed.Limit(File.Path, $"the bytes of its file '{Printable.Name(entry.Name)}'", entry.Length, limit);
        }

        if ((entry.Flags & 1) != 0 || entry.Method is not (ZipEntry.Stored or ZipEntry.Deflated))
        {
            throw Malformed.In(
                File.Path,
                $"its file '{Printable.Name(entry.Name)}' is packed by a method that is not supported ({entry.Method}) or encrypted; "
                + "pack it again by 'deflate'");
        }

        byte[] bytes = entry.Method == ZipEntry.Stored ? File.Read(DataOffset(entry), entry.Length) : Unpack(entry);
        return Crc32.Compute(bytes) == entry.Crc
            ? bytes
            : throw Malformed.In(
                File.Path, $"its file '{Printable.Name(entry.Name)}' does not have the checksum that the archive says; it is damaged");
    }

    /// <summary>Every place that repeats the checksum of an entry: what changes an entry's bytes must change these too.</summary>
    public IEnumerable<long> ChecksumOffsets(ZipEntry entry)
    {
        yield return entry.DirectoryOffset + 16;
        if ((entry.Flags & ZipEntry.DescriptorFlag) == 0)
        {
            yield return entry.HeaderOffset + 14;
            yield break;
        }

        long descriptor = LocalData(entry) + entry.CompressedLength;
        byte[] bytes = File.Read(descriptor, Math.Min(8, File.Length - descriptor));
        if (bytes.Length == 8 && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == DescriptorSignature)
        {
            yield return descriptor + 4;
        }
        else if (bytes.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == entry.Crc)
        {
            yield return descriptor;
        }
    }

    private byte[] Unpack(ZipEntry entry)
    {
        if (entry.Length / DeflateRatio > entry.CompressedLength)
        {
            throw Malformed.In(
                File.Path,
                $"its file '{Printable.Name(entry.Name)}' claims to unpack {entry.CompressedLength} bytes to {entry.Length}, which no "
                + "packing does; it is made to mislead");
        }

        byte[] bytes = new byte[entry.Length];
        try
        {
            using var stream = new DeflateStream(File.Slice(LocalData(entry), entry.CompressedLength), CompressionMode.Decompress);
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length || stream.ReadByte() >= 0)
            {
                throw Malformed.In(
                    File.Path,
                    $"its file '{Printable.Name(entry.Name)}' does not unpack to the {entry.Length} bytes that the archive says; "
                    + "it is damaged");
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw Malformed.In(File.Path, $"its file '{Printable.Name(entry.Name)}' cannot be unpacked; it is damaged", error);
        }

        return bytes;
    }

    private long LocalData(ZipEntry entry)
    {
        byte[] header = File.Read(entry.HeaderOffset, LocalLength);
        long data = entry.HeaderOffset + LocalLength + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26))
            + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == LocalSignature && data <= File.Length - entry.CompressedLength
            ? data
            : throw Malformed.In(File.Path, $"its file '{Printable.Name(entry.Name)}' does not lie where the archive says; it is damaged");
    }
}
