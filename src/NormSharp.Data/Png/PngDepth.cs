namespace NormSharp.Data;

/// <summary>Makes a byte of each stored sample.</summary>
internal static class PngDepth
{
    /// <summary>Samples of 1, 2, 4, 8 or 16 bits, most significant first, as bytes.</summary>
    /// <param name="depth">Bits of a sample.</param>
    /// <param name="scales">Whether the largest value becomes 255; the entries of a palette stay as they are.</param>
    /// <param name="row">The row as stored.</param>
    /// <param name="samples">Receives a byte a sample.</param>
    public static void Unpack(int depth, bool scales, ReadOnlySpan<byte> row, Span<byte> samples)
    {
        if (depth == 8)
        {
            row[..samples.Length].CopyTo(samples);
            return;
        }

        if (depth == 16)
        {
            for (int i = 0; i < samples.Length; i++)
            {
                int value = (row[2 * i] << 8) | row[(2 * i) + 1];
                samples[i] = (byte)(((value * 255) + 32767) / 65535);
            }

            return;
        }

        int largest = (1 << depth) - 1;
        int factor = scales ? 255 / largest : 1;
        for (int i = 0; i < samples.Length; i++)
        {
            int bit = i * depth;
            samples[i] = (byte)(((row[bit >> 3] >> (8 - depth - (bit & 7))) & largest) * factor);
        }
    }
}
