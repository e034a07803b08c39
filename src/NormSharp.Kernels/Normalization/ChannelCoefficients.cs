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
            SetChannelAffine(layout, c, mean[c], invStd[c], gamma.IsEmpty ? 1 : gamma[c], beta.IsEmpty ? 0 : beta[c]);
        }
    }

    /// <summary>The same for one channel.</summary>
    public void SetChannelAffine(ChannelLayout layout, int channel, double mean, double invStd, float gamma, float beta)
    {
        double scale = invStd * gamma;
        Fill(layout, Center, channel, mean);
        Fill(layout, Scale, channel, scale);
        Fill(layout, Shift, channel, beta - (scale * Remainder(mean)));
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
            SetChannelCorrection(layout, c, mean[c], invStd[c], gamma.IsEmpty ? 1 : gamma[c], sumDz[c], sumDzXHat[c], count);
        }
    }

    /// <summary>The same for one channel.</summary>
    public void SetChannelCorrection(
        ChannelLayout layout, int channel, double mean, double invStd, float gamma, double sumDz, double sumDzXHat, double count)
    {
        double scale = invStd * gamma;
        double slope = -scale * invStd * sumDzXHat / count;
        Fill(layout, Slope, channel, slope);
        Fill(layout, Offset, channel, (-scale * sumDz / count) - (slope * Remainder(mean)));
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
