using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Normalization by channels under the clock.</summary>
internal sealed class TimedNormalization(Backend backend, NormalizationOperations inner, KernelTimes times) : NormalizationOperations(backend)
{
    /// <inheritdoc/>
    public override void Moments(Tensor x, Span<double> mean, Span<double> m2)
    {
        using KernelTimes.Call call = times.Passes("statistics", x, 1);
        inner.Moments(x, mean, m2);
    }

    /// <inheritdoc/>
    public override void Normalize(in NormalizationConstants n, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = times.Passes("normalize", x, n.Addend is null ? 2 : 3);
        inner.Normalize(n, x, y);
    }

    /// <inheritdoc/>
    public override void NormalizeBatch(
        in NormalizationConstants n, double epsilon, Tensor x, Tensor y, Span<double> mean, Span<double> m2, Span<double> invStd)
    {
        string? algorithm = (inner as CpuNormalization)?.ChosenForward(x);
        using KernelTimes.Call call = times.Passes("normalize by the batch", x, n.Addend is null ? 2 : 3, algorithm);
        inner.NormalizeBatch(n, epsilon, x, y, mean, m2, invStd);
    }

    /// <inheritdoc/>
    public override void GradientOfBatch(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat, double count, Tensor dx)
    {
        using KernelTimes.Call call = times.Passes("normalize by the batch, gradient", x, 3, Gradient(x));
        inner.GradientOfBatch(n, x, y, dy, sumDz, sumDzXHat, count, dx);
    }

    /// <inheritdoc/>
    public override bool JoinsPooledGradient(in PoolingGeometry pooling) => inner.JoinsPooledGradient(pooling);

    /// <inheritdoc/>
    public override void GradientOfPooledBatch(
        in NormalizationConstants n,
        in PoolingGeometry pooling,
        Tensor x,
        Tensor y,
        Tensor dPooled,
        Span<double> sumDz,
        Span<double> sumDzXHat,
        double count,
        Tensor dx)
    {
        using KernelTimes.Call call = times.Start(
            "normalize by the batch and pool, gradient",
            x.Shape,
            default,
            KernelWork.Passes((2.0 * x.Length) + dPooled.Length),
            inner.JoinsPooledGradient(pooling) ? Gradient(x) : null);
        inner.GradientOfPooledBatch(n, pooling, x, y, dPooled, sumDz, sumDzXHat, count, dx);
    }

    /// <inheritdoc/>
    public override void GradientSums(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat)
    {
        using KernelTimes.Call call = times.Passes("normalize, gradient sums", x, 2);
        inner.GradientSums(n, x, y, dy, sumDz, sumDzXHat);
    }

    /// <inheritdoc/>
    public override void GradientThroughBatch(
        in NormalizationConstants n,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> sumDz,
        ReadOnlySpan<double> sumDzXHat,
        double count,
        Tensor dx)
    {
        using KernelTimes.Call call = times.Passes("normalize, input gradient", x, 3);
        inner.GradientThroughBatch(n, x, y, dy, sumDz, sumDzXHat, count, dx);
    }

    /// <inheritdoc/>
    public override void GradientThroughConstants(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = times.Passes("normalize, input gradient (fixed statistics)", x, 3);
        inner.GradientThroughConstants(n, x, y, dy, dx);
    }

    /// <inheritdoc/>
    public override void GradientThroughGroups(
        in NormalizationConstants n,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> sumGammaDz,
        ReadOnlySpan<double> sumGammaDzXHat,
        double count,
        Tensor dx)
    {
        using KernelTimes.Call call = times.Passes("normalize, input gradient (groups)", x, 3);
        inner.GradientThroughGroups(n, x, y, dy, sumGammaDz, sumGammaDzXHat, count, dx);
    }

    private string? Gradient(Tensor x) => (inner as CpuNormalization)?.ChosenGradient(x);
}
