using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Collects the statistics of batches during a recalibration, and turns them into running statistics.</summary>
public sealed class RecalibrationPool
{
    private readonly RecalibrationMethod _method;
    private readonly Tensor _runningMean;
    private readonly Tensor _runningVariance;
    private readonly double? _newStatisticWeight;
    private readonly bool _storesPopulationVariance;
    private readonly ChannelMoments _pooled;
    private readonly double[] _mean;
    private readonly double[] _variance;
    private long _batches;

    /// <summary>Begins; the running statistics are only read.</summary>
    /// <param name="method">How batches are put together.</param>
    /// <param name="runningMean">The means [C] to be replaced by <see cref="Store"/>.</param>
    /// <param name="runningVariance">The variances [C] to be replaced.</param>
    /// <param name="newStatisticWeight">w of <see cref="RecalibrationMethod.Momentum"/>; null averages all batches equally, as in training.</param>
    /// <param name="storesPopulationVariance">Whether M2/n is stored instead of M2/(n − 1).</param>
    public RecalibrationPool(
        RecalibrationMethod method, Tensor runningMean, Tensor runningVariance, double? newStatisticWeight, bool storesPopulationVariance)
    {
        ArgumentNullException.ThrowIfNull(runningMean);
        ArgumentNullException.ThrowIfNull(runningVariance);
        (_method, _runningMean, _runningVariance, _newStatisticWeight, _storesPopulationVariance) =
            (method, runningMean, runningVariance, newStatisticWeight, storesPopulationVariance);
        _pooled = new ChannelMoments(runningMean.Length);
        _mean = [.. runningMean.ToArray().Select(value => (double)value)];
        _variance = [.. runningVariance.ToArray().Select(value => (double)value)];
    }

    /// <summary>Values of each channel so far.</summary>
    public double Count => _pooled.Count;

    /// <summary>Takes in the statistics of a batch.</summary>
    /// <exception cref="ArgumentException">The number of channels differs.</exception>
    public void Add(ChannelMoments batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _pooled.Merge(batch);
        _batches++;
        double weight = _method == RecalibrationMethod.Momentum && _newStatisticWeight is double given ? given : 1.0 / _batches;
        for (int c = 0; c < _mean.Length; c++)
        {
            // Replaced as a whole, old statistics count for nothing, even where they are NaN.
            _mean[c] = weight == 1 ? batch.Mean[c] : ((1 - weight) * _mean[c]) + (weight * batch.Mean[c]);
            _variance[c] = weight == 1 ? Variance(batch, c) : ((1 - weight) * _variance[c]) + (weight * Variance(batch, c));
        }
    }

    /// <summary>Replaces the running statistics.</summary>
    /// <exception cref="InvalidOperationException">Too few values have passed for a variance.</exception>
    public void Store()
    {
        if (Count < 2)
        {
            throw new InvalidOperationException($"{Count} values of a channel have passed since recalibration began; a variance needs 2");
        }

        Span<float> mean = _runningMean.AsSpan();
        Span<float> variance = _runningVariance.AsSpan();
        for (int c = 0; c < mean.Length; c++)
        {
            mean[c] = (float)(_method == RecalibrationMethod.Pooled ? _pooled.Mean[c] : _mean[c]);
            variance[c] = (float)(_method == RecalibrationMethod.Pooled ? Variance(_pooled, c) : _variance[c]);
        }
    }

    private double Variance(ChannelMoments moments, int channel) =>
        _storesPopulationVariance ? moments.PopulationVariance(channel) : moments.UnbiasedVariance(channel);
}
