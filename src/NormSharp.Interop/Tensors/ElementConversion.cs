using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NormSharp.Interop.Tensors;

/// <summary>Turns the little-endian bytes of any real element type into numbers, and numbers into such bytes.</summary>
internal static class ElementConversion
{
    /// <summary>Whether <see cref="Decode{T}"/> and <see cref="Encode"/> know the type.</summary>
    public static bool IsReal(ElementType type) => ElementTypes.IsFloatingPoint(type) || ElementTypes.IsInteger(type);

    /// <summary>Converts elements, rounding to nearest where the target is narrower.</summary>
    /// <param name="type">What the elements are.</param>
    /// <param name="bytes">The elements; on a big-endian machine they are turned around in place.</param>
    /// <param name="destination">As many numbers.</param>
    public static void Decode<T>(ElementType type, Span<byte> bytes, Span<T> destination)
        where T : struct, INumberBase<T>
    {
        ElementOrder.Swap(type, bytes);
        switch (type)
        {
            case ElementType.Float32:
                Convert<float, T>(bytes, destination);
                break;
            case ElementType.Float64:
                Convert<double, T>(bytes, destination);
                break;
            case ElementType.Float16:
                Convert<Half, T>(bytes, destination);
                break;
            case ElementType.BFloat16:
                Widen(bytes, destination);
                break;
            case ElementType.Int8:
                Convert<sbyte, T>(bytes, destination);
                break;
            case ElementType.UInt8:
                Convert<byte, T>(bytes, destination);
                break;
            case ElementType.Int16:
                Convert<short, T>(bytes, destination);
                break;
            case ElementType.UInt16:
                Convert<ushort, T>(bytes, destination);
                break;
            case ElementType.Int32:
                Convert<int, T>(bytes, destination);
                break;
            case ElementType.UInt32:
                Convert<uint, T>(bytes, destination);
                break;
            case ElementType.Int64:
                Convert<long, T>(bytes, destination);
                break;
            case ElementType.UInt64:
                Convert<ulong, T>(bytes, destination);
                break;
            case ElementType.Bool:
                for (int i = 0; i < destination.Length; i++)
                {
                    destination[i] = bytes[i] == 0 ? T.Zero : T.One;
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "no real numbers");
        }
    }

    /// <summary>Writes a number as an element of a type.</summary>
    /// <returns>False where a type of whole numbers cannot hold it.</returns>
    public static bool Encode(ElementType type, double value, Span<byte> destination)
    {
        switch (type)
        {
            case ElementType.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(destination, (float)value);
                return true;
            case ElementType.Float64:
                BinaryPrimitives.WriteDoubleLittleEndian(destination, value);
                return true;
            case ElementType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(destination, (Half)value);
                return true;
            case ElementType.BFloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(destination, Narrow((float)value));
                return true;
            case ElementType.Bool:
                destination[0] = value != 0 ? (byte)1 : (byte)0;
                return value is 0 or 1;
            default:
                return EncodeInteger(type, value, destination);
        }
    }

    private static bool EncodeInteger(ElementType type, double value, Span<byte> destination)
    {
        (double least, double most) = Range(type);
        if (!(value >= least && value <= most) || value != Math.Truncate(value))
        {
            return false;
        }

        long number = type == ElementType.UInt64 ? unchecked((long)(ulong)value) : (long)value;
        Span<byte> whole = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(whole, number);
        whole[..ElementTypes.SizeOf(type)].CopyTo(destination);
        return true;
    }

    /// <summary>The least and greatest double that a type of whole numbers holds.</summary>
    public static (double Least, double Most) Range(ElementType type) => type switch
    {
        ElementType.Bool => (0, 1),
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.UInt8 => (0, byte.MaxValue),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.UInt16 => (0, ushort.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        ElementType.UInt32 => (0, uint.MaxValue),
        ElementType.Int64 => (long.MinValue, Math.BitDecrement(9223372036854775808.0)),
        ElementType.UInt64 => (0, Math.BitDecrement(18446744073709551616.0)),
        _ => (double.PositiveInfinity, double.NegativeInfinity),
    };

    private static void Convert<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : struct, INumberBase<T>
    {
        ReadOnlySpan<TFrom> source = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = T.CreateTruncating(source[i]);
        }
    }

    private static void Widen<T>(ReadOnlySpan<byte> bytes, Span<T> destination)
        where T : struct, INumberBase<T>
    {
        ReadOnlySpan<ushort> source = MemoryMarshal.Cast<byte, ushort>(bytes);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)source[i] << 16));
        }
    }

    /// <summary>The nearest bfloat16, ties to even; NaN stays NaN.</summary>
    private static ushort Narrow(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
