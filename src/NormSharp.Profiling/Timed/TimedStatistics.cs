using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Work on statistics under the clock.</summary>
internal sealed class TimedStatistics(Backend backend, StatisticsOperations inner, KernelTimes times) : StatisticsOperations(backend)
{
    /// <inheritdoc/>
    public override void FromStored(Tensor mean, Tensor variance, double epsilon, in NormalizationConstants n)
    {
        using KernelTimes.Call call = times.Passes("statistics, from stored ones", mean, 4);
        inner.FromStored(mean, variance, epsilon, n);
    }

    /// <inheritdoc/>
    public override void FromBatch(in BatchStatistics statistics, double epsilon, in NormalizationConstants n)
    {
        using KernelTimes.Call call = times.Passes("statistics, to normalize with", n.Mean, 4);
        inner.FromBatch(statistics, epsilon, n);
    }

    /// <inheritdoc/>
    public override void Take(in BatchStatistics statistics, in RunningUpdate? update, Tensor firstBad)
    {
        using KernelTimes.Call call = times.Passes("running statistics", statistics.Mean, update is null ? 4 : 8);
        inner.Take(statistics, update, firstBad);
    }

    /// <inheritdoc/>
    public override void Merge(in BatchStatistics merged, in BatchStatistics other)
    {
        using KernelTimes.Call call = times.Passes("statistics, merged", merged.Mean, 6);
        inner.Merge(merged, other);
    }

    /// <inheritdoc/>
    public override void AddRows(Tensor values, double divisor, Tensor totals)
    {
        using KernelTimes.Call call = times.Passes("statistics, added over parts", values, 1);
        inner.AddRows(values, divisor, totals);
    }

    /// <inheritdoc/>
    public override void ShareInGroups(Tensor? gamma, int perGroup, Tensor values)
    {
        using KernelTimes.Call call = times.Passes("statistics, shared in groups", values, 2);
        inner.ShareInGroups(gamma, perGroup, values);
    }

    /// <inheritdoc/>
    public override void Renormalize(
        in BatchStatistics batch, Tensor mean, Tensor variance, in RenormLimits limits, Tensor r, Tensor d)
    {
        using KernelTimes.Call call = times.Passes("renormalization, r and d", mean, 8);
        inner.Renormalize(batch, mean, variance, limits, r, d);
    }
}
