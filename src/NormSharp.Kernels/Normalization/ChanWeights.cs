namespace NormSharp.Kernels.Normalization;

/// <summary>The factors of Chan's formula, which depend on the counts only and so serve all channels.</summary>
internal readonly struct ChanWeights(double count, double otherCount)
{
    private readonly bool _copy = count == 0;
    private readonly double _mean = otherCount / (count + otherCount);
    private readonly double _m2 = count * otherCount / (count + otherCount);

    /// <summary>Merges one channel; the other count is not 0.</summary>
    public void Merge(ref double mean, ref double m2, double otherMean, double otherM2)
    {
        if (_copy)
        {
            mean = otherMean;
            m2 = otherM2;
            return;
        }

        double delta = otherMean - mean;
        mean += delta * _mean;
        m2 += otherM2 + (delta * delta * _m2);
    }
}
