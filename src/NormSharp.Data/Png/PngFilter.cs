namespace NormSharp.Data;

/// <summary>
/// The five row filters of PNG (ISO/IEC 15948, section 9): a byte is stored less a prediction from the bytes to its left (a),
/// above (b) and above left (c), which are 0 outside the picture.
/// </summary>
internal static class PngFilter
{
    public const int Count = 5;

    /// <summary>Undoes a filter in place.</summary>
    /// <param name="filter">0 none, 1 left, 2 above, 3 their mean, 4 Paeth.</param>
    /// <param name="row">The stored row, which becomes the pixels.</param>
    /// <param name="above">The pixels of the row above; zeros for the first row.</param>
    /// <param name="pixelLength">Bytes of a pixel.</param>
    public static void Decode(int filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelLength)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] += Predict(filter, row, above, i, pixelLength);
        }
    }

    /// <summary>Applies a filter.</summary>
    /// <param name="filter">As in <see cref="Decode"/>.</param>
    /// <param name="row">The pixels.</param>
    /// <param name="above">The pixels of the row above; zeros for the first row.</param>
    /// <param name="pixelLength">Bytes of a pixel.</param>
    /// <param name="stored">Receives the row as stored.</param>
    public static void Encode(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int pixelLength, Span<byte> stored)
    {
        for (int i = 0; i < row.Length; i++)
        {
            stored[i] = (byte)(row[i] - Predict(filter, row, above, i, pixelLength));
        }
    }

    private static byte Predict(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int i, int pixelLength)
    {
        int a = i >= pixelLength ? row[i - pixelLength] : 0;
        int b = above[i];
        return filter switch
        {
            0 => 0,
            1 => (byte)a,
            2 => (byte)b,
            3 => (byte)((a + b) / 2),
            _ => Paeth(a, b, i >= pixelLength ? above[i - pixelLength] : 0),
        };
    }

    /// <summary>Whichever of the three is nearest to a + b − c; ties go to a, then b.</summary>
    private static byte Paeth(int a, int b, int c)
    {
        int distanceA = Math.Abs(b - c);
        int distanceB = Math.Abs(a - c);
        int distanceC = Math.Abs(a + b - c - c);
        return (byte)(distanceA <= distanceB && distanceA <= distanceC ? a : distanceB <= distanceC ? b : c);
    }
}
