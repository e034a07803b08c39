using NormSharp.Interop.Files;

namespace NormSharp.Interop.Onnx.Schema;

/// <summary>Reads tags, numbers and lengths of a protobuf file, and skips the rest without reading it.</summary>
internal sealed class WireInput(SourceFile file)
{
    private const int MaxVarintLength = 10;

    private readonly byte[] _buffer = new byte[1 << 16];
    private long _start;
    private int _length;

    public string Path => file.Path;

    public long Position { get; set; }

    public ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < MaxVarintLength; i++)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Malformed.In(Path, $"holds a number of more than {MaxVarintLength} bytes at byte {Position}; it is damaged or no ONNX file");
    }

    /// <summary>A tag: the field's number and how it is written.</summary>
    public (int Field, WireType Type) Tag()
    {
        ulong tag = Varint();
        var type = (WireType)(tag & 7);
        return type is WireType.Varint or WireType.Fixed64 or WireType.Bytes or WireType.Fixed32 && tag >> 3 is > 0 and < 1 << 29
            ? ((int)(tag >> 3), type)
            : throw Malformed.In(Path, $"holds no field at byte {Position}, where one is expected; it is damaged or no ONNX file");
    }

    /// <summary>The length of what follows, which has to end before the message around it.</summary>
    public long Length(long end)
    {
        ulong length = Varint();
        return length <= (ulong)Math.Max(0, end - Position)
            ? (long)length
            : throw Malformed.In(
                Path, $"claims {length} bytes at byte {Position}, where {end - Position} are left; it is truncated or damaged");
    }

    /// <summary>Where a field's value ends; the position is then at its beginning, after the length of bytes.</summary>
    public long ValueEnd(WireType type, long end)
    {
        long valueEnd = type switch
        {
            WireType.Fixed32 => Position + 4,
            WireType.Fixed64 => Position + 8,
            WireType.Bytes => Length(end) + Position,
            _ => VarintEnd(),
        };
        return valueEnd <= end ? valueEnd : throw Malformed.In(Path, $"ends within a field at byte {Position}; it is truncated or damaged");
    }

    /// <summary>Copies a stretch of the file.</summary>
    public void Copy(long offset, long length, Stream destination)
    {
        byte[] bytes = file.Read(offset, length);
        destination.Write(bytes);
    }

    private long VarintEnd()
    {
        long start = Position;
        _ = Varint();
        long end = Position;
        Position = start;
        return end;
    }

    private byte Byte()
    {
        if (Position < _start || Position >= _start + _length)
        {
            _start = Position;
            _length = file.ReadSome(_buffer, _start);
            if (_length == 0)
            {
                throw Malformed.In(Path, $"ends at byte {Position} within a field; it is truncated or no ONNX file");
            }
        }

        return _buffer[Position++ - _start];
    }
}
