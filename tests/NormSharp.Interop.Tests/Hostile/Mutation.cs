using System.Buffers.Binary;

namespace NormSharp.Interop.Tests.Hostile;

/// <summary>Damages a file at random: bits, bytes, numbers, lengths, order. The same seed damages in the same way.</summary>
internal static class Mutation
{
    private static readonly long[] Extremes =
        [
            0,
            1,
            -1,
            127,
            128,
            255,
            256,
            short.MaxValue,
            ushort.MaxValue,
            int.MaxValue,
            uint.MaxValue,
            long.MaxValue,
            long.MinValue,
            1L << 40];

    public static byte[] Of(byte[] file, int seed)
    {
        var random = new Random(seed);
        byte[] bytes = [.. file];
        for (int edits = 1 + random.Next(6); edits > 0 && bytes.Length > 0; edits--)
        {
            // Formats keep what matters at their beginning and end.
            int place = random.Next(3) switch
            {
                0 => random.Next(Math.Min(bytes.Length, 512)),
                1 => bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 512)),
                _ => random.Next(bytes.Length),
            };
            bytes = Edit(bytes, place, random);
        }

        return bytes;
    }

    private static byte[] Edit(byte[] bytes, int place, Random random)
    {
        int length = Math.Min(random.Next(1, 64), bytes.Length - place);
        switch (random.Next(8))
        {
            case 0 or 1:
                bytes[place] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                bytes[place] = (byte)random.Next(256);
                return bytes;
            case 3:
                byte[] number = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(number, Extremes[random.Next(Extremes.Length)]);
                number.AsSpan(0, Math.Min(1 << random.Next(4), bytes.Length - place)).CopyTo(bytes.AsSpan(place));
                return bytes;
            case 4:
                return bytes[..place];
            case 5:
                return [.. bytes[..place], .. bytes[(place + length)..]];
            case 6:
                return [.. bytes[..(place + length)], .. bytes[place..]];
            default:
                int other = random.Next(bytes.Length - length + 1);
                bytes.AsSpan(other, length).CopyTo(bytes.AsSpan(place));
                return bytes;
        }
    }
}
