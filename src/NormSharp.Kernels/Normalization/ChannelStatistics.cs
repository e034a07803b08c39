using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>The statistics of a batch: of each channel the mean and M2 = Σ(x − mean)², over batch and spatial positions.</summary>
/// <remarks>
/// <para>With the count they are what merges exactly: populationVariance = M2/count, unbiasedVariance = M2/(count − 1).</para>
/// <para>One pass over x. Cells of at most 4096 values are summed in float after one of them, or the mean of eight, has been subtracted,
/// which leaves little to cancel where the mean is far larger than the deviation; cells merge in double with Chan's formula (Chan, Golub
/// and LeVeque 1983), in an order that depends on the sizes only. The twin is <c>ReferenceNormalization</c>, in the tests.</para>
/// </remarks>
internal static unsafe class ChannelStatistics
{
    /// <summary>Takes the statistics of each channel.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x.</param>
    /// <param name="x">The batch. A NaN or infinity makes its channel's mean or M2, or both, NaN or infinite.</param>
    /// <param name="mean">C means, written; 0 where there are no values.</param>
    /// <param name="m2">C sums of squared deviations, written; infinite also where values lie further apart than 10¹⁹.</param>
    /// <exception cref="ArgumentException">An extent is negative, or a span's length does not fit.</exception>
    public static void Compute(ThreadTeam team, Planes planes, ReadOnlySpan<float> x, Span<double> mean, Span<double> m2)
    {
        ArgumentNullException.ThrowIfNull(team);
        NormalizationGuard.Elements(planes, nameof(x), x.Length);
        NormalizationGuard.Channels(planes, nameof(mean), mean.Length);
        NormalizationGuard.Channels(planes, nameof(m2), m2.Length);
        mean.Clear();
        m2.Clear();
        if (x.IsEmpty)
        {
            return;
        }

        var tiling = new ReductionTiling(new ChannelLayout(planes, team.Machine));
        using ThreadTeam.Lease lease = team.Reserve();
        var sums = new CellSums(team.SharedScratch(CellSums.FloatsFor(tiling.Cells)), tiling.Cells, tiling.Layout.Columns);
        fixed (float* px = x)
        {
            team.ForSimd(tiling.Tasks, new ReductionBody<MomentTerm>(tiling, new ChannelData { X = px }, default, sums, pivot: true));
        }

        MergeCells(tiling, sums, mean, m2);
    }

    /// <summary>
    /// Merges the statistics of two batches, in place: with δ = otherMean − mean and n = count + otherCount,
    /// mean += δ·otherCount/n and M2 += otherM2 + δ²·count·otherCount/n (Chan, Golub and LeVeque 1983).
    /// </summary>
    /// <param name="count">Values per channel of <paramref name="mean"/>; where 0, the other batch is copied.</param>
    /// <param name="mean">C means, replaced by those of both batches.</param>
    /// <param name="m2">C sums of squared deviations, replaced.</param>
    /// <param name="otherCount">Values per channel of <paramref name="otherMean"/>; where 0, nothing changes.</param>
    /// <param name="otherMean">C means.</param>
    /// <param name="otherM2">C sums of squared deviations.</param>
    /// <exception cref="ArgumentException">Spans differ in length, or a count is negative or NaN.</exception>
    public static void Merge(
        double count,
        Span<double> mean,
        Span<double> m2,
        double otherCount,
        ReadOnlySpan<double> otherMean,
        ReadOnlySpan<double> otherM2)
    {
        if (!(count >= 0) || !(otherCount >= 0))
        {
            throw new ArgumentException($"Statistics to be merged have counts {count} and {otherCount}; neither can be negative.");
        }

        if (m2.Length != mean.Length || otherMean.Length != mean.Length || otherM2.Length != mean.Length)
        {
            throw new ArgumentException(
                $"Statistics to be merged have {mean.Length} and {otherMean.Length} means, {m2.Length} and {otherM2.Length} sums of "
                    + "squares; all four must be the number of channels.");
        }

        if (otherCount == 0)
        {
            return;
        }

        var weights = new ChanWeights(count, otherCount);
        for (int c = 0; c < mean.Length; c++)
        {
            weights.Merge(ref mean[c], ref m2[c], otherMean[c], otherM2[c]);
        }
    }

    private static void MergeCells(in ReductionTiling tiling, CellSums sums, Span<double> mean, Span<double> m2)
    {
        int adjacent = tiling.Layout.ColumnsPerChannel;
        double total = 0;
        for (int block = 0; block < tiling.Blocks; block++)
        {
            double count = (double)tiling.RowsOf(block) * tiling.LengthOf(block);
            for (int i = 0; i < adjacent; i++, total += count)
            {
                var weights = new ChanWeights(total, count);
                for (int c = 0, column = i; c < mean.Length; c++, column += adjacent)
                {
                    sums.MergeInto(ref mean[c], ref m2[c], weights, count, block, column);
                }
            }
        }
    }
}
