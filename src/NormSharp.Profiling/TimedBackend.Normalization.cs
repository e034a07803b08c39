using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <content>Statistics and normalization.</content>
public sealed partial class TimedBackend
{
    /// <inheritdoc/>
    public override void ChannelMoments(Tensor x, Span<double> mean, Span<double> m2)
    {
        using KernelTimes.Call call = Passes("statistics", x, 1);
        inner.ChannelMoments(x, mean, m2);
    }

    /// <inheritdoc/>
    public override void Normalize(in NormalizationConstants normalization, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = Passes("normalize", x, normalization.Addend is null ? 2 : 3);
        inner.Normalize(normalization, x, y);
    }

    /// <inheritdoc/>
    public override void NormalizeBatch(
        in NormalizationConstants normalization, double epsilon, Tensor x, Tensor y, Span<double> mean, Span<double> m2, Span<double> invStd)
    {
        using KernelTimes.Call call = Passes("normalize by the batch", x, normalization.Addend is null ? 2 : 3);
        inner.NormalizeBatch(normalization, epsilon, x, y, mean, m2, invStd);
    }

    /// <inheritdoc/>
    public override void NormalizeGradientOfBatch(
        in NormalizationConstants normalization, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat, double count, Tensor dx)
    {
        using KernelTimes.Call call = Passes("normalize by the batch, gradient", x, 3);
        inner.NormalizeGradientOfBatch(normalization, x, y, dy, sumDz, sumDzXHat, count, dx);
    }

    /// <inheritdoc/>
    public override bool JoinsPooledGradient(in PoolingGeometry pooling) => inner.JoinsPooledGradient(pooling);

    /// <inheritdoc/>
    public override void NormalizeGradientOfPooledBatch(
        in NormalizationConstants normalization,
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
            "normalize by the batch and pool, gradient", x.Shape, default, KernelWork.Passes((2.0 * x.Length) + dPooled.Length));
        inner.NormalizeGradientOfPooledBatch(normalization, pooling, x, y, dPooled, sumDz, sumDzXHat, count, dx);
    }

    /// <inheritdoc/>
    public override void NormalizeGradientSums(
        in NormalizationConstants normalization, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat)
    {
        using KernelTimes.Call call = Passes("normalize, gradient sums", x, 2);
        inner.NormalizeGradientSums(normalization, x, y, dy, sumDz, sumDzXHat);
    }

    /// <inheritdoc/>
    public override void NormalizeGradientThroughBatch(
        in NormalizationConstants normalization,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> sumDz,
        ReadOnlySpan<double> sumDzXHat,
        double count,
        Tensor dx)
    {
        using KernelTimes.Call call = Passes("normalize, input gradient", x, 3);
        inner.NormalizeGradientThroughBatch(normalization, x, y, dy, sumDz, sumDzXHat, count, dx);
    }

    /// <inheritdoc/>
    public override void NormalizeGradientThroughConstants(in NormalizationConstants normalization, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = Passes("normalize, input gradient (fixed statistics)", x, 3);
        inner.NormalizeGradientThroughConstants(normalization, x, y, dy, dx);
    }

    /// <inheritdoc/>
    public override void NormalizeGradientThroughGroups(
        in NormalizationConstants normalization,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> sumGammaDz,
        ReadOnlySpan<double> sumGammaDzXHat,
        double count,
        Tensor dx)
    {
        using KernelTimes.Call call = Passes("normalize, input gradient (groups)", x, 3);
        inner.NormalizeGradientThroughGroups(normalization, x, y, dy, sumGammaDz, sumGammaDzXHat, count, dx);
    }

    /// <inheritdoc/>
    public override void NormalizeRows(in RowNormalization normalization, Tensor x, Tensor y, Span<double> mean, Span<double> invStd)
    {
        using KernelTimes.Call call = Passes("normalize rows", x, 2);
        inner.NormalizeRows(normalization, x, y, mean, invStd);
    }

    /// <inheritdoc/>
    public override void NormalizeRowsGradient(
        in RowNormalization normalization,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        Tensor dx,
        Tensor? dGamma,
        Tensor? dBeta)
    {
        using KernelTimes.Call call = Passes("normalize rows, gradient", x, 3);
        inner.NormalizeRowsGradient(normalization, x, y, dy, mean, invStd, dx, dGamma, dBeta);
    }

    /// <inheritdoc/>
    public override void LocalResponse(in ResponseWindow window, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = Passes("local response", x, 2);
        inner.LocalResponse(window, x, y);
    }

    /// <inheritdoc/>
    public override void LocalResponseGradient(in ResponseWindow window, Tensor x, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = Passes("local response, gradient", x, 3);
        inner.LocalResponseGradient(window, x, dy, dx);
    }
}
