using System.Buffers.Binary;
using System.IO.Compression;

namespace NormSharp.Data;

/// <summary>Looks closely at a gzip file of several parts, or with zeros after its end, as <c>gunzip</c> reads them (RFC 1952).</summary>
internal static class GzipMembers
{
    private const int HeaderLength = 10;
    private const int TrailerLength = 8;

    /// <summary>Whether every part ends whole, and nothing but zeros follows the last.</summary>
    public static bool AreWhole(string path)
    {
        using FileStream file = File.OpenRead(path);
        using var buffered = new BufferedStream(file, 1 << 16);
        int members = 0;
        while (true)
        {
            int first = buffered.ReadByte();
            if (first < 0)
            {
                return members > 0;
            }

            if (first == 0)
            {
                return members > 0 && IsZero(buffered);
            }

            if (first != 0x1F || !SkipHeader(buffered) || !IsMemberWhole(buffered))
            {
                return false;
            }

            members++;
        }
    }

    private static bool IsZero(Stream stream)
    {
        int next;
        do
        {
            next = stream.ReadByte();
        }
        while (next == 0);
        return next < 0;
    }

    private static bool SkipHeader(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderLength - 1];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || header[0] != 0x8B || header[1] != 8)
        {
            return false;
        }

        byte flags = header[2];
        if ((flags & 4) != 0)
        {
            int extra = stream.ReadByte() | (stream.ReadByte() << 8);
            for (int i = 0; i < extra; i++)
            {
                stream.ReadByte();
            }
        }

        // Name and comment end with a zero.
        for (int text = (flags & 8) >> 3; text > 0; text--)
        {
            SkipText(stream);
        }

        for (int text = (flags & 16) >> 4; text > 0; text--)
        {
            SkipText(stream);
        }

        return (flags & 2) == 0 || (stream.ReadByte() >= 0 && stream.ReadByte() >= 0);
    }

    private static void SkipText(Stream stream)
    {
        while (stream.ReadByte() > 0)
        {
        }
    }

    private static bool IsMemberWhole(Stream stream)
    {
        var single = new SingleByteStream(stream);
        byte[] buffer = new byte[1 << 16];
        uint length = 0;
        try
        {
            using var deflate = new DeflateStream(single, CompressionMode.Decompress, leaveOpen: true);
            int count;
            while ((count = deflate.Read(buffer)) > 0)
            {
                length += (uint)count;
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return false;
        }

        Span<byte> trailer = stackalloc byte[TrailerLength];
        return stream.ReadAtLeast(trailer, trailer.Length, throwOnEndOfStream: false) == trailer.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) == length;
    }

    /// <summary>Gives a byte at a time, so that nothing behind the end of the packed data is taken from the file.</summary>
    private sealed class SingleByteStream(Stream source) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int next = buffer.Length == 0 ? -1 : source.ReadByte();
            if (next < 0)
            {
                return 0;
            }

            buffer[0] = (byte)next;
            return 1;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
