using System.Buffers.Binary;
using System.Text;

namespace NormSharp.Interop.PyTorch;

/// <summary>Writes the few instructions of pickle protocol 2 that a state dict needs.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _stream = new();

    public PickleWriter()
    {
        Code(PickleOpcode.Proto);
        _stream.WriteByte(2);
    }

    public byte[] Finish()
    {
        Code(PickleOpcode.Stop);
        return _stream.ToArray();
    }

    public void Code(PickleOpcode code) => _stream.WriteByte((byte)code);

    public void Global(string module, string name)
    {
        Code(PickleOpcode.Global);
        _stream.Write(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));
    }

    /// <summary>A function's result, called without arguments.</summary>
    public void Call(string module, string name)
    {
        Global(module, name);
        Code(PickleOpcode.EmptyTuple);
        Code(PickleOpcode.Reduce);
    }

    public void Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Code(PickleOpcode.BinUnicode);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        _stream.Write(length);
        _stream.Write(bytes);
    }

    public void Integer(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        switch (value)
        {
            case >= 0 and <= byte.MaxValue:
                Code(PickleOpcode.BinInt1);
                _stream.Write(bytes[..1]);
                break;
            case >= 0 and <= ushort.MaxValue:
                Code(PickleOpcode.BinInt2);
                _stream.Write(bytes[..2]);
                break;
            case >= int.MinValue and <= int.MaxValue:
                Code(PickleOpcode.BinInt);
                _stream.Write(bytes[..4]);
                break;
            default:
                Code(PickleOpcode.Long1);
                _stream.WriteByte(sizeof(long));
                _stream.Write(bytes);
                break;
        }
    }

    public void Tuple(IEnumerable<long> values)
    {
        Code(PickleOpcode.Mark);
        foreach (long value in values)
        {
            Integer(value);
        }

        Code(PickleOpcode.Tuple);
    }
}
