using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The running mean and variance of one normalization, and how many batches they have seen.</summary>
internal sealed class RunningStatistics(Tensor mean, Tensor variance, Counter batches)
{
    public Tensor Mean => mean;

    public Tensor Variance => variance;

    public Counter Batches => batches;

    /// <summary>As constants to normalize with.</summary>
    public ChannelMoments AsMoments() => ChannelMoments.FromPopulation(mean.AsSpan(), variance.AsSpan());

    /// <summary>Counts a batch and takes it in: running ← (1 − weight)·running + weight·new.</summary>
    /// <param name="moments">The batch's statistics.</param>
    /// <param name="newStatisticWeight">The weight, or null to weigh all batches equally.</param>
    /// <param name="storesPopulationVariance">Whether the new variance is the population's; the unbiased one where not.</param>
    public void Take(ChannelMoments moments, double? newStatisticWeight, bool storesPopulationVariance = false)
    {
        batches.Value++;
        double weight = newStatisticWeight ?? 1.0 / batches.Value;
        Span<float> means = mean.AsSpan();
        Span<float> variances = variance.AsSpan();
        for (int c = 0; c < means.Length; c++)
        {
            // Replaced as a whole, old statistics count for nothing, even where they are NaN.
            double newVariance = storesPopulationVariance ? moments.PopulationVariance(c) : moments.UnbiasedVariance(c);
            means[c] = weight == 1 ? (float)moments.Mean[c] : (float)(((1 - weight) * means[c]) + (weight * moments.Mean[c]));
            variances[c] = weight == 1 ? (float)newVariance : (float)(((1 - weight) * variances[c]) + (weight * newVariance));
        }
    }

    /// <summary>As of a layer that has seen nothing: mean 0, variance 1.</summary>
    public void Reset()
    {
        mean.AsSpan().Clear();
        variance.AsSpan().Fill(1);
        batches.Value = 0;
    }
}
