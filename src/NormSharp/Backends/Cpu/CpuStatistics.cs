using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Work on statistics, in double, on the thread that calls.</summary>
internal sealed class CpuStatistics(Backend backend) : StatisticsOperations(backend)
{
    /// <inheritdoc/>
    public override void FromStored(Tensor mean, Tensor variance, double epsilon, in NormalizationConstants n)
    {
        HostCopy.Convert(mean, n.Mean);
        HostCopy.Convert(variance, n.InvStd);
        Span<double> invStd = n.InvStd.AsSpan<double>();
        StatisticsArithmetic.InvStd(invStd, 1, epsilon, invStd);
    }

    /// <inheritdoc/>
    public override void FromBatch(in BatchStatistics statistics, double epsilon, in NormalizationConstants n)
    {
        StatisticsArithmetic.InvStd(statistics.M2.AsSpan<double>(), statistics.Count, epsilon, n.InvStd.AsSpan<double>());
        StatisticsArithmetic.Spread(statistics.Mean.AsSpan<double>(), n.Mean.AsSpan<double>());
    }

    /// <inheritdoc/>
    public override void Take(in BatchStatistics statistics, in RunningUpdate? update, Tensor firstBad)
    {
        ReadOnlySpan<double> mean = statistics.Mean.AsSpan<double>();
        ReadOnlySpan<double> m2 = statistics.M2.AsSpan<double>();
        int bad = StatisticsArithmetic.FirstBad(statistics.Count, mean, m2);
        firstBad.AsSpan<int>()[0] = bad;
        if (update is { } running && bad < 0)
        {
            StatisticsArithmetic.Take(running, statistics.Count, mean, m2, running.Mean.AsSpan(), running.Variance.AsSpan());
        }
    }

    /// <inheritdoc/>
    public override void Merge(in BatchStatistics merged, in BatchStatistics other)
        => Kernels.Normalization.ChannelStatistics.Merge(
            merged.Count,
            merged.Mean.AsSpan<double>(),
            merged.M2.AsSpan<double>(),
            other.Count,
            other.Mean.AsSpan<double>(),
            other.M2.AsSpan<double>());

    /// <inheritdoc/>
    public override void AddRows(Tensor values, double divisor, Tensor totals)
        => StatisticsArithmetic.AddRows(values.AsSpan<double>(), divisor, totals.AsSpan<double>());

    /// <inheritdoc/>
    public override void ShareInGroups(Tensor? gamma, int perGroup, Tensor values)
        => StatisticsArithmetic.ShareInGroups(CpuSpans.OrNone(gamma), perGroup, values.AsSpan<double>());

    /// <inheritdoc/>
    public override void Renormalize(in BatchStatistics batch, Tensor mean, Tensor variance, in RenormLimits limits, Tensor r, Tensor d)
    {
        ReadOnlySpan<double> batchMean = batch.Mean.AsSpan<double>();
        ReadOnlySpan<double> m2 = batch.M2.AsSpan<double>();
        ReadOnlySpan<float> runningMean = mean.AsSpan();
        ReadOnlySpan<float> runningVariance = variance.AsSpan();
        Span<float> scale = r.AsSpan();
        Span<float> shift = d.AsSpan();
        for (int c = 0; c < scale.Length; c++)
        {
            double deviation = Math.Sqrt(runningVariance[c] + limits.Epsilon);
            double own = Math.Sqrt((m2[c] / batch.Count) + limits.Epsilon);
            scale[c] = (float)Math.Clamp(own / deviation, 1 / limits.RMax, limits.RMax);
            shift[c] = (float)Math.Clamp((batchMean[c] - runningMean[c]) / deviation, -limits.DMax, limits.DMax);
        }
    }
}
