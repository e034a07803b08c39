namespace NormSharp.Training.Data;

/// <summary>
/// The float of each byte, a table a channel: (v/255 − mean) / deviation, computed in double and rounded once, so that a pixel is
/// the same float on every processor.
/// </summary>
internal sealed class PixelTable
{
    private readonly float[] _values;

    public PixelTable(Normalization normalization)
    {
        int channels = normalization.Mean.Length;
        _values = new float[channels * 256];
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = (float)((((i & 255) / 255.0) - normalization.Mean[i >> 8]) / normalization.Deviation[i >> 8]);
        }
    }

    /// <summary>The 256 floats of a channel.</summary>
    public ReadOnlySpan<float> Channel(int channel) => _values.AsSpan(channel * 256, 256);

    /// <summary>Converts the bytes of one channel.</summary>
    public void Convert(int channel, ReadOnlySpan<byte> source, Span<float> destination)
    {
        ReadOnlySpan<float> table = Channel(channel);
        destination = destination[..source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = table[source[i]];
        }
    }
}
