using System.Buffers.Binary;

namespace NormSharp.Fuzz.Mutation;

/// <summary>Damages bytes: bits, numbers, lengths, order.</summary>
internal static class ByteMutator
{
    private const int MostEdits = 6;
    private const int LongestPiece = 64;
    private const int Edge = 512;

    private static readonly long[] Extremes =
        [0, 1, -1, 127, 128, 255, 256, short.MaxValue, ushort.MaxValue, int.MaxValue, int.MinValue, uint.MaxValue,
        long.MaxValue, long.MinValue, 1L << 40];

    public static byte[] Mutate(byte[] input, Random random)
    {
        byte[] bytes = [.. input];
        for (int edits = 1 + random.Next(MostEdits); edits > 0 && bytes.Length > 0; edits--)
        {
            bytes = Edit(bytes, Place(bytes.Length, random), random);
        }

        return bytes;
    }

    /// <summary>Formats keep what matters at their beginning and end.</summary>
    private static int Place(int length, Random random) => random.Next(3) switch
    {
        0 => random.Next(Math.Min(length, Edge)),
        1 => length - 1 - random.Next(Math.Min(length, Edge)),
        _ => random.Next(length),
    };

    private static byte[] Edit(byte[] bytes, int place, Random random)
    {
        int length = Math.Min(random.Next(1, LongestPiece), bytes.Length - place);
        switch (random.Next(9))
        {
            case 0 or 1:
                bytes[place] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                bytes[place] = (byte)random.Next(256);
                return bytes;
            case 3:
                Span<byte> number = stackalloc byte[sizeof(long)];
                long value = Extremes[random.Next(Extremes.Length)];
                int size = Math.Min(1 << random.Next(4), bytes.Length - place);
                if (random.Next(2) == 0)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(number, value);
                    number[..size].CopyTo(bytes.AsSpan(place));
                }
                else
                {
                    BinaryPrimitives.WriteInt64BigEndian(number, value);
                    number[^size..].CopyTo(bytes.AsSpan(place));
                }

                return bytes;
            case 4:
                return bytes[..place];
            case 5:
                return [.. bytes[..place], .. bytes[(place + length)..]];
            case 6:
                return [.. bytes[..(place + length)], .. bytes[place..]];
            case 7:
                byte[] noise = new byte[length];
                random.NextBytes(noise);
                noise.CopyTo(bytes, place);
                return bytes;
            default:
                int other = random.Next(bytes.Length - length + 1);
                bytes.AsSpan(other, length).CopyTo(bytes.AsSpan(place));
                return bytes;
        }
    }
}
