using System.Buffers.Binary;
using NormSharp.Primitives;

namespace NormSharp.Fuzz.Mutation;

/// <summary>
/// Damages a PNG file: its bytes, or its pixels before they are packed; and mostly mends the checksums of its chunks, so that what lies
/// after them is reached.
/// </summary>
internal static class PngMutator
{
    private const int Signature = 8;
    private const int Overhead = 12;

    public static byte[] Mutate(byte[] input, Random random)
    {
        byte[] bytes = random.Next(3) == 0 && Repacked(input, random) is { } repacked ? repacked : ByteMutator.Mutate(input, random);
        return random.Next(4) == 0 ? bytes : Mended(bytes);
    }

    /// <summary>The file with damaged pixels in its first chunk of them; null where it has none.</summary>
    private static byte[]? Repacked(byte[] input, Random random)
    {
        foreach ((int place, int length) in Chunks(input))
        {
            if (input.AsSpan(place + 4, 4).SequenceEqual("IDAT"u8)
                && Packing.Unpack(input[(place + 8)..(place + 8 + length)], Packing.Zlib) is { } pixels)
            {
                byte[] packed = Packing.Pack(ByteMutator.Mutate(pixels, random), Packing.Zlib);
                byte[] size = new byte[sizeof(int)];
                BinaryPrimitives.WriteInt32BigEndian(size, packed.Length);
                return [.. input[..place], .. size, .. "IDAT"u8, .. packed, .. input[(place + 8 + length)..]];
            }
        }

        return null;
    }

    private static byte[] Mended(byte[] bytes)
    {
        foreach ((int place, int length) in Chunks(bytes))
        {
            BinaryPrimitives.WriteUInt32BigEndian(
                bytes.AsSpan(place + 8 + length), Crc32.Compute(bytes.AsSpan(place + 4, 4 + length)));
        }

        return bytes;
    }

    private static IEnumerable<(int Place, int Length)> Chunks(byte[] bytes)
    {
        for (int place = Signature; place + Overhead <= bytes.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(place));
            if (length > bytes.Length - place - Overhead)
            {
                break;
            }

            yield return (place, (int)length);
            place += Overhead + (int)length;
        }
    }
}
