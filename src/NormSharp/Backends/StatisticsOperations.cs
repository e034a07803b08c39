using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// Work on statistics, a few numbers a channel in float64: what stands between those of a batch and its normalization, and between the sums
/// of a gradient and the gradient. By default composed of primitives. All operands are contiguous.
/// </summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
internal class StatisticsOperations(Backend backend)
{
    /// <summary>The constants' mean and invStd = 1/√(variance + ε), which are written, from stored statistics [C].</summary>
    public virtual void FromStored(Tensor mean, Tensor variance, double epsilon, in NormalizationConstants n)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor deviation = scratch.Rent(variance.Shape);
        backend.Affine(1, epsilon, variance, deviation);
        backend.Unary(UnaryOperation.ReciprocalSqrt, deviation, deviation);
        backend.Copy(deviation, n.InvStd);
        backend.Copy(mean, n.Mean);
    }

    /// <summary>
    /// The constants' mean and invStd = 1/√(M2/count + ε), which are written, from a batch's statistics. Where there are more constants
    /// than statistics, neighbours share them: as many channels as a group has.
    /// </summary>
    public virtual void FromBatch(in BatchStatistics statistics, double epsilon, in NormalizationConstants n)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor deviation = Own(scratch, statistics.M2);
        Divide(scratch, deviation, statistics.Count);
        backend.Affine(1, epsilon, deviation, deviation);
        backend.Unary(UnaryOperation.ReciprocalSqrt, deviation, deviation);
        Spread(deviation, n.InvStd);
        Spread(statistics.Mean, n.Mean);
    }

    /// <summary>
    /// Looks for statistics that are NaN or infinite, also when they are stored in float32, and updates the running ones where there are
    /// none.
    /// </summary>
    /// <param name="statistics">Those of a batch.</param>
    /// <param name="update">The running statistics, which change only where all of the batch's are finite; null only to look.</param>
    /// <param name="firstBad">One int32, written: the first channel whose mean or variance is not finite; −1 where all are.</param>
    public virtual void Take(in BatchStatistics statistics, in RunningUpdate? update, Tensor firstBad)
    {
        int channels = statistics.Mean.Length;
        var mean = new double[channels];
        var m2 = new double[channels];
        backend.Read<double>(statistics.Mean, mean);
        backend.Read<double>(statistics.M2, m2);
        int bad = StatisticsArithmetic.FirstBad(statistics.Count, mean, m2);
        backend.Write<int>([bad], firstBad);
        if (update is { } running && bad < 0)
        {
            var means = new float[channels];
            var variances = new float[channels];
            backend.Read<float>(running.Mean, means);
            backend.Read<float>(running.Variance, variances);
            StatisticsArithmetic.Take(running, statistics.Count, mean, m2, means, variances);
            backend.Write<float>(means, running.Mean);
            backend.Write<float>(variances, running.Variance);
        }
    }

    /// <summary>
    /// Takes further values' statistics into those of a batch, by Chan's formula: with δ = other mean − mean and n = count + other count,
    /// mean += δ·other count/n, M2 += other M2 + δ²·count·other count/n. The counts are the caller's to add.
    /// </summary>
    /// <param name="merged">Read and written; undefined before where its count is 0.</param>
    /// <param name="other">At least one value.</param>
    public virtual void Merge(in BatchStatistics merged, in BatchStatistics other)
    {
        if (merged.Count == 0)
        {
            backend.Copy(other.Mean, merged.Mean);
            backend.Copy(other.M2, merged.M2);
            return;
        }

        using var scratch = new ScratchMemory(backend);
        double count = merged.Count + other.Count;
        Tensor mean = Own(scratch, merged.Mean);
        Tensor m2 = Own(scratch, merged.M2);
        Tensor delta = Own(scratch, other.Mean);
        backend.Binary(BinaryOperation.Subtract, delta, mean, delta);
        backend.Accumulate(delta, mean, other.Count / count);
        backend.Accumulate(Own(scratch, other.M2), m2);
        backend.Unary(UnaryOperation.Square, delta, delta);
        backend.Accumulate(delta, m2, merged.Count * other.Count / count);
        backend.Copy(mean, merged.Mean);
        backend.Copy(m2, merged.M2);
    }

    /// <summary>totals[c] = Σ over n of values[n, c]/divisor, which is written.</summary>
    /// <param name="values">[N·C], in float64.</param>
    /// <param name="divisor">What each value is divided by.</param>
    /// <param name="totals">[C], in float64.</param>
    public virtual void AddRows(Tensor values, double divisor, Tensor totals)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor own = Own(scratch, values);
        Divide(scratch, own, divisor);
        Tensor sums = scratch.Rent(totals.Shape);
        backend.Sum(new Reduction(1, values.Length / Math.Max(totals.Length, 1), totals.Length), own, sums);
        backend.Copy(sums, totals);
    }

    /// <summary>Gives each channel the total of its group: values[i] ← Σ over the group of γ·values.</summary>
    /// <param name="gamma">γ of each value, or null for 1.</param>
    /// <param name="perGroup">How many neighbours a group has.</param>
    /// <param name="values">Read and written, in float64.</param>
    public virtual void ShareInGroups(Tensor? gamma, int perGroup, Tensor values)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor own = Own(scratch, values);
        if (gamma is not null)
        {
            backend.Binary(BinaryOperation.Multiply, own, gamma, own);
        }

        int groups = values.Length / perGroup;
        Tensor totals = scratch.Rent([groups]);
        backend.Sum(new Reduction(groups, perGroup, 1), own, totals);
        Spread(totals, values);
    }

    /// <summary>
    /// What carries a batch's normalization over to that of the running statistics, with σ = √(variance + ε): r = clip(σ_B/σ, 1/rMax,
    /// rMax) and d = clip((μ_B − μ)/σ, −dMax, dMax), which are written.
    /// </summary>
    /// <param name="batch">μ_B, and σ_B² = M2/count.</param>
    /// <param name="mean">μ [C].</param>
    /// <param name="variance">σ² [C].</param>
    /// <param name="limits">ε, rMax and dMax.</param>
    /// <param name="r">[C].</param>
    /// <param name="d">[C].</param>
    public virtual void Renormalize(in BatchStatistics batch, Tensor mean, Tensor variance, in RenormLimits limits, Tensor r, Tensor d)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor inverse = scratch.Rent(r.Shape);
        backend.Affine(1, limits.Epsilon, variance, inverse);
        backend.Unary(UnaryOperation.ReciprocalSqrt, inverse, inverse);
        Tensor deviation = Own(scratch, batch.M2);
        Divide(scratch, deviation, batch.Count);
        backend.Affine(1, limits.Epsilon, deviation, deviation);
        backend.Unary(UnaryOperation.Sqrt, deviation, deviation);
        backend.Binary(BinaryOperation.Multiply, deviation, inverse, deviation);
        Clip(scratch, deviation, 1 / limits.RMax, limits.RMax, r);
        Tensor shift = Own(scratch, batch.Mean);
        backend.Binary(BinaryOperation.Subtract, shift, mean, shift);
        backend.Binary(BinaryOperation.Multiply, shift, inverse, shift);
        Clip(scratch, shift, -limits.DMax, limits.DMax, d);
    }

    private void Clip(ScratchMemory scratch, Tensor values, double low, double high, Tensor result)
    {
        Tensor bound = scratch.Rent([1]);
        backend.Fill(bound, low);
        backend.Binary(BinaryOperation.Max, values, bound.BroadcastTo(values.Shape), values);
        backend.Fill(bound, high);
        backend.Binary(BinaryOperation.Min, values, bound.BroadcastTo(values.Shape), result);
    }

    /// <summary>Statistics in the format that the backend computes in.</summary>
    private Tensor Own(ScratchMemory scratch, Tensor statistics)
    {
        Tensor own = scratch.Rent(statistics.Shape);
        backend.Copy(statistics, own);
        return own;
    }

    private void Divide(ScratchMemory scratch, Tensor values, double divisor)
    {
        Tensor one = scratch.Rent([1]);
        backend.Fill(one, divisor);
        backend.Binary(BinaryOperation.Divide, values, one.BroadcastTo(values.Shape), values);
    }

    /// <summary>Repeats each number for its neighbours.</summary>
    private void Spread(Tensor values, Tensor result)
    {
        if (values.Length > 0)
        {
            Shape shape = [values.Length, result.Length / values.Length];
            backend.Copy(values.View([values.Length, 1]).BroadcastTo(shape), result.View(shape));
        }
    }
}
