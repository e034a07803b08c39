using NormSharp.Primitives;

namespace NormSharp.Interop.Tests.Files;

public class Crc32Tests
{
    [Fact]
    public void It_is_that_of_the_standard() => Assert.Equal(0xCBF43926, Crc32.Compute("123456789"u8));

    [Fact]
    public void It_is_the_same_bit_by_bit_at_every_length_and_in_parts()
    {
        byte[] bytes = new byte[67];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            Assert.Equal(BitByBit(bytes.AsSpan(0, length)), Crc32.Compute(bytes.AsSpan(0, length)));
            Assert.Equal(Crc32.Compute(bytes), Crc32.Append(Crc32.Compute(bytes.AsSpan(0, length)), bytes.AsSpan(length)));
        }
    }

    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }

        return ~crc;
    }
}
