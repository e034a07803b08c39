using System.Buffers.Binary;
using System.Text;
using NormSharp.Interop.Files;

namespace NormSharp.Interop.PyTorch;

/// <summary>The bytes of a pickle, read once from beginning to end.</summary>
internal sealed class PickleInput(string path, Stream stream)
{
    /// <summary>The longest text or run of bytes that is taken.</summary>
    private const long TextLimit = 64L << 20;

    private const int LineLimit = 1 << 16;

    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly byte[] _line = new byte[LineLimit];
    private long _bufferStart = stream.Position;
    private int _length;
    private int _next;

    /// <summary>Where the next byte lies in the stream.</summary>
    public long Position => _bufferStart + _next;

    public byte Byte()
    {
        if (_next == _length)
        {
            Refill();
        }

        return _buffer[_next++];
    }

    public ushort UInt16()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public uint UInt32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public ulong UInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public double BigEndianDouble()
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        Fill(bytes);
        return BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }

    /// <summary>A run of bytes whose length the pickle claims: refused before memory is taken where the file is shorter.</summary>
    public byte[] Bytes(ulong length)
    {
        long left = stream.Length - Position;
        if (length > (ulong)Math.Max(0, Math.Min(left, TextLimit)))
        {
            throw Malformed.In(
                path, $"its pickle claims a text of {length} bytes at byte {Position}, but {left} follow; it is truncated or damaged");
        }

        byte[] bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    /// <summary>A text up to the end of its line, as protocol 0 writes them.</summary>
    public string Line()
    {
        int length = 0;
        for (byte value = Byte(); value != '\n'; value = Byte())
        {
            if (length == _line.Length)
            {
                throw Malformed.Limit(path, "the bytes of a line of its pickle", length + 1L, LineLimit);
            }

            _line[length++] = value;
        }

        return Encoding.UTF8.GetString(_line, 0, length > 0 && _line[length - 1] == '\r' ? length - 1 : length);
    }

    private void Fill(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            if (_next == _length)
            {
                Refill();
            }

            int taken = Math.Min(destination.Length, _length - _next);
            _buffer.AsSpan(_next, taken).CopyTo(destination);
            destination = destination[taken..];
            _next += taken;
        }
    }

    private void Refill()
    {
        _bufferStart += _length;
        _next = 0;
        _length = stream.Read(_buffer, 0, _buffer.Length);
        if (_length == 0)
        {
            throw Malformed.In(path, $"its pickle ends at byte {_bufferStart} without a closing instruction; it is truncated");
        }
    }
}
