namespace NormSharp.Data.Tests;

public sealed class PixelTableTests
{
    [Fact]
    public void Vectors_and_the_table_give_the_same_bits_at_any_length()
    {
        PixelTable table = new(new([0.1f, 0.2860f], [0.9f, 0.3530f]));
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)(i * 37))];
        for (int length = 0; length <= bytes.Length; length++)
        {
            float[] whole = new float[length + 1];
            whole[length] = -7;
            table.Convert(1, bytes.AsSpan(0, length), whole);
            Assert.Equal(-7, whole[length]);
            for (int i = 0; i < length; i++)
            {
                // One byte at a time always goes through the table.
                float[] single = new float[1];
                table.Convert(1, bytes.AsSpan(i, 1), single);
                Assert.Equal(BitConverter.SingleToUInt32Bits(single[0]), BitConverter.SingleToUInt32Bits(whole[i]));
                Assert.Equal(((bytes[i] / 255.0) - 0.2860) / 0.3530, whole[i], 1e-6);
            }
        }
    }
}
