using System.Buffers.Binary;
using System.IO.Compression;
using NormSharp.Serialization;

namespace NormSharp.Data;

/// <summary>
/// A file of data that may be gzipped (seen from its first two bytes, not from its name), read so that no header makes the reader
/// allocate more than the file can fill, and so that every failure is a <see cref="DataFormatException"/> naming the file.
/// </summary>
internal sealed class DataFile : IDisposable
{
    /// <summary>Deflate codes at most 258 bytes in two bits, so nothing grows more than 1032-fold.</summary>
    internal const int LargestDeflateRatio = 1032;

    /// <summary>A gzipped file that grows more than this, and past <see cref="LargestUnquestioned"/>, is a bomb, not data.</summary>
    private const int LargestGrowth = 64;

    private const int LargestUnquestioned = 256 << 20;

    /// <summary>More than any picture takes whose size is read, however badly it is packed.</summary>
    private const long LargestPicture = 320L << 20;

    /// <summary>The shortest gzip file: its header, an empty block, checksum and length.</summary>
    private const int ShortestGzip = 20;

    private readonly Stream _stream;

    /// <summary>What the end of a gzip file of one part says that it unpacks to, modulo 2³².</summary>
    private readonly uint _unpackedLength;
    private long _position;

    private DataFile(string path, FileStream file)
    {
        (Path, _stream, StoredLength) = (path, file, file.Length);
        Span<byte> bytes = stackalloc byte[4];
        IsCompressed = file.ReadAtLeast(bytes[..2], 2, throwOnEndOfStream: false) == 2 && bytes is [0x1F, 0x8B, ..];
        if (IsCompressed)
        {
            if (StoredLength < ShortestGzip)
            {
                throw CutOffGzip();
            }

            file.Position = StoredLength - bytes.Length;
            file.ReadExactly(bytes);
            _unpackedLength = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            _stream = new GZipStream(file, CompressionMode.Decompress);
        }

        file.Position = 0;
    }

    public string Path { get; }

    /// <summary>Bytes on disk.</summary>
    public long StoredLength { get; }

    public bool IsCompressed { get; }

    public static DataFile Open(string path)
    {
        FileStream file = Guard(path, () => RegularFile.OpenRead(path));
        try
        {
            return new DataFile(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>All bytes of a file, as stored.</summary>
    /// <param name="path">The file; one that is larger than any picture is refused.</param>
    public static byte[] ReadAllBytes(string path) => Guard(path, () => RegularFile.ReadAllBytes(path, LargestPicture));

    /// <summary>The first bytes of a file, as stored; fewer when it is shorter.</summary>
    public static byte[] ReadStart(string path, int length) => Guard(path, () =>
    {
        using FileStream file = RegularFile.OpenRead(path);
        byte[] bytes = new byte[length];
        Array.Resize(ref bytes, file.ReadAtLeast(bytes, length, throwOnEndOfStream: false));
        return bytes;
    });

    /// <summary>Reads some bytes; fewer only at the end of the file.</summary>
    public int Read(Span<byte> destination)
    {
        int count;
        try
        {
            count = _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(Path, "is not a whole gzip file: it is damaged or was cut off.", e);
        }
        catch (IOException e)
        {
            throw new DataFormatException(Path, $"cannot be read: {e.Message}", e);
        }

        // GZipStream takes the end of the file for the end of the data, wherever it comes.
        _position += count;
        return count < destination.Length && IsCompressed && (uint)_position != _unpackedLength && !GzipMembers.AreWhole(Path)
            ? throw CutOffGzip()
            : count;
    }

    /// <summary>Throws when the file cannot possibly hold that many bytes: at no cost, before anything is allocated.</summary>
    /// <param name="total">Bytes that the header promises, its own included.</param>
    /// <param name="what">What the header promises, for the message.</param>
    public void CheckCapacity(Int128 total, string what)
    {
        long most = IsCompressed ? StoredLength * LargestDeflateRatio : StoredLength;
        if (total > most)
        {
            throw new DataFormatException(Path, $"the header promises {what}, {total} bytes, but the file has only {StoredLength}"
                + (IsCompressed ? " (gzipped): the header is wrong or the file was cut off."
                    : ": the header is wrong or the file was cut off."));
        }

        if (IsCompressed && total > Math.Max(LargestUnquestioned, StoredLength * LargestGrowth))
        {
            throw new DataFormatException(Path, $"the header promises {what}, {total} bytes, from {StoredLength} (gzipped); images do "
                + $"not shrink to less than 1/{LargestGrowth}, so this is none.");
        }

        if (total > Array.MaxLength)
        {
            throw new DataFormatException(Path,
                $"holds {what}, {total} bytes; a file of more than {Array.MaxLength} bytes is not supported.");
        }

        if (!IsCompressed && total < StoredLength)
        {
            throw TrailingBytes(total);
        }
    }

    /// <summary>Reads exactly the rest of the file, which must be that long.</summary>
    /// <param name="length">Bytes still to come.</param>
    /// <param name="offset">Bytes read before, for the messages.</param>
    public byte[] ReadRest(int length, int offset)
    {
        byte[] bytes = ReadGrowing(length);
        if (bytes.Length < length)
        {
            throw new DataFormatException(Path,
                $"ends after {offset + (long)bytes.Length} of {offset + (long)length} bytes: it was cut off.");
        }

        if (Read(stackalloc byte[1]) > 0)
        {
            throw TrailingBytes(offset + (long)length);
        }

        return bytes;
    }

    /// <summary>Reads all of a file that has no header to say its length.</summary>
    /// <param name="most">More bytes than this are refused.</param>
    public byte[] ReadAll(int most)
    {
        byte[] bytes = ReadGrowing(most);
        return Read(stackalloc byte[1]) == 0
            ? bytes
            : throw new DataFormatException(Path, $"unpacks to more than {most} bytes from {StoredLength}: not a file of images.");
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Up to <paramref name="most"/> bytes; the buffer grows with what really arrives, never with what is promised.</summary>
    private byte[] ReadGrowing(int most)
    {
        // At least one byte, so that the end of an empty file is found too.
        long guess = IsCompressed ? Math.Max(1 << 16, StoredLength * 8) : Math.Max(1, StoredLength);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(most, guess));
        int filled = 0;
        while (true)
        {
            filled += Read(bytes.AsSpan(filled));
            if (filled < bytes.Length || filled == most)
            {
                Array.Resize(ref bytes, filled);
                return bytes;
            }

            Array.Resize(ref bytes, (int)Math.Min(most, bytes.Length * 2L));
        }
    }

    private DataFormatException CutOffGzip() =>
        new(Path, "does not end as a gzip file does: it was cut off.");

    private static T Guard<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFormatException(path, "no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(path, $"cannot be read: {e.Message}", e);
        }
    }

    private DataFormatException TrailingBytes(Int128 expected) =>
        new(Path, $"is longer than the {expected} bytes that its header promises: not the file that it seems to be.");
}
