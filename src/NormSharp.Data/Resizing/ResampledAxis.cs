namespace NormSharp.Data;

/// <summary>Which pixels of a line make each pixel of a line of another length, and with which weights.</summary>
internal sealed class ResampledAxis
{
    /// <summary>Bits after the point of a weight.</summary>
    public const int Precision = 22;

    private int[] _starts = [];
    private int[] _weights = [];

    /// <summary>The most weights of a pixel.</summary>
    public int Taps { get; private set; }

    /// <summary>
    /// Prepares some pixels of the new line. A triangle as wide as one new pixel, but at least one old one, gives the weights: bilinear
    /// interpolation that takes the mean where it makes smaller (Pillow's <c>precompute_coeffs</c>).
    /// </summary>
    /// <param name="length">Pixels of the old line.</param>
    /// <param name="newLength">Pixels of the new one.</param>
    /// <param name="first">The first new pixel that is wanted.</param>
    /// <param name="count">How many are wanted.</param>
    public void Prepare(int length, int newLength, int first, int count)
    {
        double scale = (double)length / newLength;
        double width = Math.Max(scale, 1);
        Taps = ((int)Math.Ceiling(width) * 2) + 1;
        Grow(ref _starts, 2 * count);
        Grow(ref _weights, Taps * count);
        Span<double> raw = Taps <= 512 ? stackalloc double[Taps] : new double[Taps];
        for (int i = 0; i < count; i++)
        {
            double centre = (first + i + 0.5) * scale;
            int start = Math.Max((int)(centre - width + 0.5), 0);
            int taps = Math.Min((int)(centre + width + 0.5), length) - start;
            double sum = 0;
            for (int tap = 0; tap < taps; tap++)
            {
                raw[tap] = Math.Max(1 - Math.Abs((tap + start - centre + 0.5) / width), 0);
                sum += raw[tap];
            }

            (_starts[2 * i], _starts[(2 * i) + 1]) = (start, taps);
            for (int tap = 0; tap < taps; tap++)
            {
                _weights[(i * Taps) + tap] = (int)((raw[tap] / sum * (1 << Precision)) + 0.5);
            }
        }
    }

    /// <summary>The first old pixel of a prepared one.</summary>
    public int StartOf(int i) => _starts[2 * i];

    /// <summary>The weights of a prepared pixel.</summary>
    public ReadOnlySpan<int> WeightsOf(int i) => _weights.AsSpan(i * Taps, _starts[(2 * i) + 1]);

    private static void Grow(ref int[] array, int length)
    {
        if (array.Length < length)
        {
            array = new int[length];
        }
    }
}
