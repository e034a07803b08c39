using NormSharp.Ops;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Collects the statistics of batches during a recalibration, and turns them into running statistics.</summary>
internal sealed class RecalibrationPool
{
    private readonly RecalibrationMethod _method;
    private readonly Tensor _runningMean;
    private readonly Tensor _runningVariance;
    private readonly double? _newStatisticWeight;
    private readonly bool _storesPopulationVariance;
    private ChannelMoments _pooled;
    private double _ofSamples;
    private long _samples;
    private readonly double[] _mean;
    private readonly double[] _variance;
    private long _batches;

    /// <summary>Begins; the running statistics are only read.</summary>
    /// <param name="method">How batches are put together.</param>
    /// <param name="runningMean">The means [C] to be replaced by <see cref="Store"/>.</param>
    /// <param name="runningVariance">The variances [C] to be replaced.</param>
    /// <param name="newStatisticWeight">
    /// w of <see cref="RecalibrationMethod.Momentum"/>; null averages all batches equally, as in training.
    /// </param>
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
    public double Count => _pooled.Count + _ofSamples;

    /// <summary>Takes in the statistics of a batch, whose samples share them.</summary>
    /// <param name="layer">The layer's path, for the message.</param>
    /// <param name="batch">The statistics.</param>
    /// <exception cref="ArgumentException">The number of channels differs.</exception>
    /// <exception cref="NonFiniteStatisticsException">They are NaN or infinite; nothing was taken in.</exception>
    public void Add(string layer, ChannelMoments batch)
    {
        ThrowUnlessFinite(layer, batch);
        _pooled.Merge(batch);
        Average(batch, WeightOfNext());
    }

    /// <summary>
    /// Takes in the average of the statistics of samples that have each their own. Pooled, every sample counts the same, and how far their
    /// means lie apart is left out, since no sample is normalised with another's.
    /// </summary>
    /// <param name="layer">The layer's path, for the message.</param>
    /// <param name="average">Mean and M2 averaged over the samples; the count is that of one sample.</param>
    /// <param name="samples">How many samples; at least 1.</param>
    /// <exception cref="ArgumentException">The number of channels differs.</exception>
    /// <exception cref="NonFiniteStatisticsException">They are NaN or infinite; nothing was taken in.</exception>
    public void Add(string layer, ChannelMoments average, int samples)
    {
        ThrowUnlessFinite(layer, average);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (average.Channels != _mean.Length)
        {
            throw new ArgumentException(
                $"statistics of {average.Channels} channels do not go into a pool of {_mean.Length}", nameof(average));
        }

        _samples += samples;
        _ofSamples += average.Count * samples;
        double next = WeightOfNext();
        Average(average, _method == RecalibrationMethod.Pooled ? (double)samples / _samples : next);
    }

    /// <summary>Takes in what other ranks have collected, so that all have the same; for the pooled method.</summary>
    public void Merge(IReducer ranks)
    {
        _pooled = ScopedStatistics.Merged(_pooled, ranks);
        double weight = _samples > 0 ? _samples : _batches;
        double[] message =
        [
            weight, _samples, _ofSamples, _batches, .. _mean.Select(value => weight * value), .. _variance.Select(value => weight * value),
        ];
        ranks.AllReduce(message, MessageMerges.Sum);
        (_samples, _ofSamples, _batches) = ((long)message[1], message[2], (long)message[3]);
        for (int c = 0; c < _mean.Length && message[0] > 0; c++)
        {
            (_mean[c], _variance[c]) = (message[4 + c] / message[0], message[4 + _mean.Length + c] / message[0]);
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

        var mean = new float[_runningMean.Length];
        var variance = new float[mean.Length];
        bool isMerged = _method == RecalibrationMethod.Pooled && _samples == 0;
        for (int c = 0; c < mean.Length; c++)
        {
            mean[c] = (float)(isMerged ? _pooled.Mean[c] : _mean[c]);
            variance[c] = (float)(isMerged ? Variance(_pooled, c) : _variance[c]);
        }

        _runningMean.CopyFrom(mean);
        _runningVariance.CopyFrom(variance);
    }

    /// <summary>Ends a layer's recalibration: stores what was collected.</summary>
    /// <param name="pool">The layer's pool; null where none was begun. Set to null.</param>
    /// <param name="layer">The layer, for the message.</param>
    /// <exception cref="InvalidOperationException">None was begun, or too few values have passed for a variance.</exception>
    internal static void End(ref RecalibrationPool? pool, INormalizationLayer layer)
    {
        RecalibrationPool? ended = pool;
        pool = null;
        if (ended is null || ended.Count < 2)
        {
            throw new InvalidOperationException(
                $"layer {layer.Path} ({layer.TypeName}): {ended?.Count ?? 0} values of a channel have passed since recalibration "
                    + "began; a variance needs 2");
        }

        ended.Store();
    }

    private static void ThrowUnlessFinite(string layer, ChannelMoments statistics)
    {
        if (!statistics.AreFinite(out int channel))
        {
            throw new NonFiniteStatisticsException(layer, channel);
        }
    }

    private double WeightOfNext()
    {
        _batches++;
        return _method == RecalibrationMethod.Momentum && _newStatisticWeight is double given ? given : 1.0 / _batches;
    }

    private void Average(ChannelMoments batch, double weight)
    {
        for (int c = 0; c < _mean.Length; c++)
        {
            // Replaced as a whole, old statistics count for nothing, even where they are NaN.
            _mean[c] = weight == 1 ? batch.Mean[c] : ((1 - weight) * _mean[c]) + (weight * batch.Mean[c]);
            _variance[c] = weight == 1 ? Variance(batch, c) : ((1 - weight) * _variance[c]) + (weight * Variance(batch, c));
        }
    }

    private double Variance(ChannelMoments moments, int channel) =>
        _storesPopulationVariance ? moments.PopulationVariance(channel) : moments.UnbiasedVariance(channel);
}
