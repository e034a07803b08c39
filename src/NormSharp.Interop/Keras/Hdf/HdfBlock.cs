using System.Buffers.Binary;

namespace NormSharp.Interop.Keras.Hdf;

/// <summary>A stretch of an HDF5 file that is read from its beginning on, and never beyond its end.</summary>
/// <param name="bytes">The stretch.</param>
internal ref struct HdfBlock(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => _left.Length;

    public byte Byte() => Take(1)[0];

    public ushort Word() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint Double() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong Quad() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A whole number of 1, 2, 4 or 8 bytes.</summary>
    public ulong Number(int size) => size switch
    {
        1 => Byte(),
        2 => Word(),
        4 => Double(),
        _ => Quad(),
    };

    /// <summary>So many bytes.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_left.Length)
        {
            throw new InvalidDataException($"{count} bytes are claimed where {_left.Length} are left");
        }

        ReadOnlySpan<byte> taken = _left[..(int)count];
        _left = _left[(int)count..];
        return taken;
    }

    /// <summary>Throws unless the stretch begins so.</summary>
    public void Expect(ReadOnlySpan<byte> signature)
    {
        if (!Take((ulong)signature.Length).SequenceEqual(signature))
        {
            throw new InvalidDataException("a block does not begin as it should");
        }
    }

    /// <summary>Throws unless a number is the one that is read.</summary>
    public void Expect(ulong found, ulong expected, string what)
    {
        if (found != expected)
        {
            throw new InvalidDataException($"{what} is {found}, expected {expected}");
        }
    }
}
