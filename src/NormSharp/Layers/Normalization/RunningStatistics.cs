using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The running mean and variance of one normalization, and how many batches they have seen.</summary>
internal sealed class RunningStatistics(Tensor mean, Tensor variance, Counter batches)
{
    public Tensor Mean => mean;

    public Tensor Variance => variance;

    public Counter Batches => batches;

    /// <summary>To normalize with.</summary>
    public StoredStatistics Stored(double epsilon) => new(mean, variance, epsilon);

    /// <summary>Read back to the host.</summary>
    public ChannelMoments AsMoments() => ChannelMoments.FromPopulation(mean.ToArray(), variance.ToArray());

    /// <summary>Counts a batch and takes it in: running ← (1 − weight)·running + weight·new.</summary>
    /// <param name="moments">The batch's statistics.</param>
    /// <param name="newStatisticWeight">The weight, or null to weigh all batches equally.</param>
    /// <param name="storesPopulationVariance">Whether the new variance is the population's; the unbiased one where not.</param>
    public void Take(ChannelMoments moments, double? newStatisticWeight, bool storesPopulationVariance = false)
    {
        Count();
        var update = new RunningUpdate(mean, variance, newStatisticWeight ?? 1.0 / batches.Value, storesPopulationVariance);
        float[] means = mean.ToArray();
        float[] variances = variance.ToArray();
        StatisticsArithmetic.Take(update, moments.Count, moments.Mean, moments.M2, means, variances);
        mean.CopyFrom(means);
        variance.CopyFrom(variances);
    }

    /// <summary>Takes a batch in on the backend where its statistics are, unless one is not finite; the caller counts it.</summary>
    /// <param name="tape">The tape of the batch.</param>
    /// <param name="statistics">The batch's statistics.</param>
    /// <param name="firstBad">One int32: the first channel that is not finite, or −1.</param>
    /// <param name="options">The weight of new statistics, and which variance is stored.</param>
    public void Take(Tape tape, in BatchStatistics statistics, Tensor firstBad, BatchNormOptions options)
    {
        double weight = options.NewStatisticWeight ?? 1.0 / (batches.Value + 1);
        Backend backend = tape.Backend;
        if (backend.Takes(mean.Storage) && backend.Takes(variance.Storage))
        {
            backend.Normalization.Take(statistics, new RunningUpdate(mean, variance, weight, options.StoresPopulationVariance), firstBad);
            return;
        }

        // The layer was never moved to this backend: its numbers travel there and back.
        (Tensor means, Tensor variances) = (tape.Mirror(mean), tape.Mirror(variance));
        backend.Normalization.Take(statistics, new RunningUpdate(means, variances, weight, options.StoresPopulationVariance), firstBad);
        Bring(backend, means, mean);
        Bring(backend, variances, variance);
    }

    /// <summary>Counts a batch.</summary>
    public void Count() => batches.Value++;

    /// <summary>As of a layer that has seen nothing: mean 0, variance 1.</summary>
    public void Reset()
    {
        mean.CopyFrom(new float[mean.Length]);
        variance.CopyFrom([.. Enumerable.Repeat(1f, variance.Length)]);
        batches.Value = 0;
    }

    private static void Bring(Backend backend, Tensor from, Tensor to)
    {
        var values = new float[from.Length];
        backend.Read<float>(from, values);
        to.CopyFrom(values);
    }
}
