using NormSharp.Backends;

namespace NormSharp.Ops;

/// <summary>
/// The statistics of each channel: how many values, their mean, and M2 = Σ(x − mean)². Two of them merge exactly (Chan et al. 1979),
/// whatever their counts, so that shards of a batch and batches of an epoch combine to what one pass over all would give.
/// </summary>
/// <remarks>
/// These are numbers of the host, read back from the backend where a recalibration collects them. What a training step computes with are
/// <see cref="BatchStatistics"/>.
/// </remarks>
internal sealed class ChannelMoments
{
    private readonly double[] _mean;
    private readonly double[] _m2;

    /// <summary>No values yet, for so many channels.</summary>
    public ChannelMoments(int channels)
        : this(0, new double[channels], new double[channels])
    {
    }

    internal ChannelMoments(double count, double[] mean, double[] m2)
    {
        Count = count;
        _mean = mean;
        _m2 = m2;
    }

    /// <summary>Values of each channel.</summary>
    public double Count { get; private set; }

    /// <summary>How many channels.</summary>
    public int Channels => _mean.Length;

    /// <summary>The mean of each channel.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>Σ(x − mean)² of each channel.</summary>
    public ReadOnlySpan<double> M2 => _m2;

    /// <summary>Reads statistics back from a backend.</summary>
    internal static ChannelMoments Read(Backend backend, in BatchStatistics statistics)
    {
        var moments = new ChannelMoments(statistics.Mean.Length) { Count = statistics.Count };
        backend.Read<double>(statistics.Mean, moments._mean);
        backend.Read<double>(statistics.M2, moments._m2);
        return moments;
    }

    /// <summary>M2 / count: the variance that batch normalization normalises with.</summary>
    public double PopulationVariance(int channel) => _m2[channel] / Count;

    /// <summary>M2 / (count − 1): the variance that batch normalization stores; NaN for a single value.</summary>
    public double UnbiasedVariance(int channel) => Count > 1 ? _m2[channel] / (Count - 1) : double.NaN;

    /// <summary>Whether every mean and every variance is a finite number, also when it is stored in float32.</summary>
    public bool AreFinite(out int firstBad)
    {
        firstBad = StatisticsArithmetic.FirstBad(Count, _mean, _m2);
        return firstBad < 0;
    }

    /// <summary>Takes in the statistics of further values.</summary>
    /// <exception cref="ArgumentException">The number of channels differs.</exception>
    public void Merge(ChannelMoments other)
    {
        if (other.Channels != Channels)
        {
            throw new ArgumentException($"moments of {Channels} and of {other.Channels} channels do not merge", nameof(other));
        }

        Kernels.Normalization.ChannelStatistics.Merge(Count, _mean, _m2, other.Count, other.Mean, other.M2);
        Count += other.Count;
    }
}
