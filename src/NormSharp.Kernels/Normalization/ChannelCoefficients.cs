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
    public void SetAffine(ChannelLayout layout, in ChannelAffine affine)
    {
        for (int c = 0; c < layout.Channels; c++)
        {
            float gamma = affine.Gamma.IsEmpty ? 1 : affine.Gamma[c];
            SetChannelAffine(layout, c, affine.Mean[c], affine.InvStd[c], gamma, affine.Beta.IsEmpty ? 0 : affine.Beta[c]);
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
    /// After <see cref="SetAffine"/>: dx = scale·(dz − s/n − x̂·t/n) as scale·dz + slope·(x − center) + offset, with s = Σdz and t =
    /// Σdz·x̂.
    /// </summary>
    public void SetCorrection(ChannelLayout layout, in ChannelAffine affine, in GradientSums sums)
    {
        for (int c = 0; c < layout.Channels; c++)
        {
            var channel = new NormalizedChannel(affine.Mean[c], affine.InvStd[c], affine.Gamma.IsEmpty ? 1 : affine.Gamma[c]);
            SetChannelCorrection(layout, c, channel, sums.First[c], sums.Second[c], sums.Count);
        }
    }

    /// <summary>The same for one channel.</summary>
    public void SetChannelCorrection(
        ChannelLayout layout, int channel, NormalizedChannel normalized, double sumDz, double sumDzXHat, double count)
    {
        (double mean, double invStd, float gamma) = normalized;
        double scale = invStd * gamma;
        double slope = -scale * invStd * sumDzXHat / count;
        Fill(layout, Slope, channel, slope);
        Fill(layout, Offset, channel, (-scale * sumDz / count) - (slope * Remainder(mean)));
    }

    /// <summary>
    /// After <see cref="SetAffine"/>: dx = invStd·(γ·dz − s/n − x̂·t/n) as scale·dz + slope·(x − center) + offset, with s = Σγ·dz and
    /// t = Σγ·dz·x̂.
    /// </summary>
    public void SetGroupCorrection(ChannelLayout layout, in ChannelAffine affine, in GradientSums sums)
    {
        ReadOnlySpan<double> mean = affine.Mean, invStd = affine.InvStd;
        ReadOnlySpan<double> sumGammaDz = sums.First, sumGammaDzXHat = sums.Second;
        double count = sums.Count;
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
