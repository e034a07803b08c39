using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Normalization by channels under the clock.</summary>
internal sealed class TimedNormalization(Backend backend, NormalizationOperations inner, KernelTimes times)
    : NormalizationOperations(backend)
{
    /// <inheritdoc/>
    public override void Moments(Tensor x, in BatchStatistics statistics)
    {
        using KernelTimes.Call call = times.Passes("statistics", x, 1);
        inner.Moments(x, statistics);
    }

    /// <inheritdoc/>
    public override void Normalize(in NormalizationConstants n, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = times.Passes("normalize", x, n.Addend is null ? 2 : 3);
        inner.Normalize(n, x, y);
    }

    /// <inheritdoc/>
    public override void NormalizeBatch(in NormalizationConstants n, double epsilon, Tensor x, Tensor y, Tensor m2)
    {
        string? algorithm = (inner as CpuNormalization)?.ChosenForward(x);
        using KernelTimes.Call call = times.Passes("normalize by the batch", x, n.Addend is null ? 2 : 3, algorithm);
        inner.NormalizeBatch(n, epsilon, x, y, m2);
    }

    /// <inheritdoc/>
    public override void GradientOfBatch(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums, Tensor dx)
    {
        using KernelTimes.Call call = times.Passes("normalize by the batch, gradient", x, 3, Gradient(x));
        inner.GradientOfBatch(n, x, y, dy, sums, dx);
    }

    /// <inheritdoc/>
    public override bool JoinsPooledGradient(in PoolingGeometry pooling) => inner.JoinsPooledGradient(pooling);

    /// <inheritdoc/>
    public override void GradientOfPooledBatch(
        in NormalizationConstants n, in PoolingGeometry pooling, Tensor x, Tensor y, Tensor dPooled, in GradientSums sums, Tensor dx)
    {
        using KernelTimes.Call call = times.Start(
            "normalize by the batch and pool, gradient",
            x.Shape,
            default,
            KernelWork.Passes((2.0 * x.Length) + dPooled.Length),
            inner.JoinsPooledGradient(pooling) ? Gradient(x) : null);
        inner.GradientOfPooledBatch(n, pooling, x, y, dPooled, sums, dx);
    }

    /// <inheritdoc/>
    public override void GradientSums(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums)
    {
        using KernelTimes.Call call = times.Passes("normalize, gradient sums", x, 2);
        inner.GradientSums(n, x, y, dy, sums);
    }

    /// <inheritdoc/>
    public override void GradientThroughBatch(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums, Tensor dx)
    {
        using KernelTimes.Call call = times.Passes("normalize, input gradient", x, 3);
        inner.GradientThroughBatch(n, x, y, dy, sums, dx);
    }

    /// <inheritdoc/>
    public override void GradientThroughConstants(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = times.Passes("normalize, input gradient (fixed statistics)", x, 3);
        inner.GradientThroughConstants(n, x, y, dy, dx);
    }

    /// <inheritdoc/>
    public override void GradientThroughGroups(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums, Tensor dx)
    {
        using KernelTimes.Call call = times.Passes("normalize, input gradient (groups)", x, 3);
        inner.GradientThroughGroups(n, x, y, dy, sums, dx);
    }

    private string? Gradient(Tensor x) => (inner as CpuNormalization)?.ChosenGradient(x);
}
