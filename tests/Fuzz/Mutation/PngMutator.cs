using System.Buffers.Binary;
using NormSharp.Primitives;

namespace NormSharp.Fuzz.Mutation;

/// <summary>Damages a PNG file, and mostly mends the checksums of its chunks, so that what lies after them is reached.</summary>
internal static class PngMutator
{
    private const int Signature = 8;
    private const int Overhead = 12;

    public static byte[] Mutate(byte[] input, Random random)
    {
        byte[] bytes = ByteMutator.Mutate(input, random);
        return random.Next(4) == 0 ? bytes : Mended(bytes);
    }

    private static byte[] Mended(byte[] bytes)
    {
        for (int place = Signature; place + Overhead <= bytes.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(place));
            if (length > bytes.Length - place - Overhead)
            {
                break;
            }

            int end = place + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(end), Crc32.Compute(bytes.AsSpan(place + 4, 4 + (int)length)));
            place = end + 4;
        }

        return bytes;
    }
}
