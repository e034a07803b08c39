namespace NormSharp.Kernels.Normalization;

/// <summary>
/// The numbers of every column that inner loops need, in scratch memory: rows of <c>columns</c> floats, named as the parameters of
/// <see cref="IChannelTerm.Value"/>.
/// </summary>
internal readonly unsafe struct ChannelCoefficients(float* memory, int columns)
{
    private const int PerColumn = 5;

    public float* Center { get; } = memory;

    public float* Scale => Center + columns;

    public float* Shift => Scale + columns;

    public float* Slope => Shift + columns;

    public float* Offset => Slope + columns;

    /// <summary>Floats of scratch memory that a layout's coefficients take.</summary>
    public static nuint FloatsFor(ChannelLayout layout) => (nuint)layout.Columns * PerColumn;

    /// <summary>
    /// Splits each mean into a float center and a remainder: x − center is exact where the mean is far larger than the deviation, and the
    /// remainder goes into the shift, so that scale·(x − center) + shift = γ·(x − μ)·invStd + β.
    /// </summary>
    public void SetAffine(
        ChannelLayout layout, ReadOnlySpan<double> mean, ReadOnlySpan<double> invStd, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta)
    {
        for (int c = 0; c < layout.Channels; c++)
        {
            double scale = invStd[c] * (gamma.IsEmpty ? 1 : gamma[c]);
            double shift = (beta.IsEmpty ? 0 : beta[c]) - (scale * Remainder(mean[c]));
            Fill(layout, Center, c, mean[c]);
            Fill(layout, Scale, c, scale);
            Fill(layout, Shift, c, shift);
        }
    }

    /// <summary>
    /// After <see cref="SetAffine"/>: dx = scale·(dz − s/n − x̂·t/n) as scale·dz + slope·(x − center) + offset, with s = Σdz and t = Σdz·x̂.
    /// </summary>
    public void SetCorrection(
        ChannelLayout layout,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        ReadOnlySpan<float> gamma,
        ReadOnlySpan<double> sumDz,
        ReadOnlySpan<double> sumDzXHat,
        double count)
    {
        for (int c = 0; c < layout.Channels; c++)
        {
            double scale = invStd[c] * (gamma.IsEmpty ? 1 : gamma[c]);
            double slope = -scale * invStd[c] * sumDzXHat[c] / count;
            Fill(layout, Slope, c, slope);
            Fill(layout, Offset, c, (-scale * sumDz[c] / count) - (slope * Remainder(mean[c])));
        }
    }

    /// <summary>
    /// After <see cref="SetAffine"/>: dx = invStd·(γ·dz − s/n − x̂·t/n) as scale·dz + slope·(x − center) + offset, with s = Σγ·dz and t = Σγ·dz·x̂.
    /// </summary>
    public void SetGroupCorrection(
        ChannelLayout layout,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        ReadOnlySpan<double> sumGammaDz,
        ReadOnlySpan<double> sumGammaDzXHat,
        double count)
    {
        for (int c = 0; c < layout.Channels; c++)
        {
            double slope = -invStd[c] * invStd[c] * sumGammaDzXHat[c] / count;
            Fill(layout, Slope, c, slope);
            Fill(layout, Offset, c, (-invStd[c] * sumGammaDz[c] / count) - (slope * Remainder(mean[c])));
        }
    }

    /// <summary>What a mean loses when it becomes a float center.</summary>
    public static double Remainder(double mean) => mean - (float)mean;

    private static void Fill(ChannelLayout layout, float* row, int channel, double value)
    {
        float* column = row + ((nint)channel * layout.ColumnsPerChannel);
        for (int i = 0; i < layout.ColumnsPerChannel; i++)
        {
            column[i] = (float)value;
        }
    }
}
