using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Normalization by channels, by kernels.</summary>
internal sealed class CpuNormalization(Backend backend, ThreadTeam team) : NormalizationOperations(backend)
{
    /// <inheritdoc/>
    public override void Moments(Tensor x, Span<double> mean, Span<double> m2)
        => ChannelStatistics.Compute(team, CpuSpans.PlanesOf(x), x.AsSpan(), mean, m2);

    /// <inheritdoc/>
    public override void Normalize(in NormalizationConstants n, Tensor x, Tensor y)
        => Kernels.Normalization.Normalize.Apply(
            team, CpuSpans.PlanesOf(x), x.AsSpan(), Affine(n), n.Activation, y.AsSpan(), CpuSpans.OrNone(n.Addend));

    /// <inheritdoc/>
    public override void NormalizeBatch(
        in NormalizationConstants n, double epsilon, Tensor x, Tensor y, Span<double> mean, Span<double> m2, Span<double> invStd)
        => Kernels.Normalization.NormalizeBatch.Apply(
            team,
            CpuSpans.PlanesOf(x),
            new BatchSpans
            {
                X = x.AsSpan(),
                Epsilon = epsilon,
                Gamma = CpuSpans.OrNone(n.Gamma),
                Beta = CpuSpans.OrNone(n.Beta),
                Addend = CpuSpans.OrNone(n.Addend),
                Activation = n.Activation,
                Mean = mean,
                M2 = m2,
                InvStd = invStd,
                Y = y.AsSpan(),
            });

    /// <inheritdoc/>
    public override void GradientOfBatch(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat, double count, Tensor dx)
        => NormalizeGradient.OfBatch(team, CpuSpans.PlanesOf(x), Spans(n, x, y, dy), count, new(sumDz, sumDzXHat, dx.AsSpan()));

    /// <inheritdoc/>
    public override bool JoinsPooledGradient(in PoolingGeometry pooling) => NormalizeGradient.TakesPooled(pooling, team.Machine);

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
        if (!JoinsPooledGradient(pooling))
        {
            base.GradientOfPooledBatch(n, pooling, x, y, dPooled, sumDz, sumDzXHat, count, dx);
            return;
        }

        NormalizeGradient.OfPooledBatch(
            team, CpuSpans.PlanesOf(x), pooling, Spans(n, x, y, dPooled), count, new(sumDz, sumDzXHat, dx.AsSpan()));
    }

    /// <inheritdoc/>
    public override void GradientSums(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat)
        => NormalizeGradient.Reduce(team, CpuSpans.PlanesOf(x), Spans(n, x, y, dy), sumDz, sumDzXHat);

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
        => NormalizeGradient.ThroughBatchStatistics(
            team, CpuSpans.PlanesOf(x), Spans(n, x, y, dy), new(sumDz, sumDzXHat, count), dx.AsSpan());

    /// <inheritdoc/>
    public override void GradientThroughConstants(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Tensor dx)
        => NormalizeGradient.ThroughFixedStatistics(team, CpuSpans.PlanesOf(x), Spans(n, x, y, dy), dx.AsSpan());

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
        => NormalizeGradient.ThroughGroupStatistics(
            team, CpuSpans.PlanesOf(x), Spans(n, x, y, dy), new(sumGammaDz, sumGammaDzXHat, count), dx.AsSpan());

    private static ChannelAffine Affine(in NormalizationConstants n) =>
        new(n.Mean.Span, n.InvStd.Span, CpuSpans.OrNone(n.Gamma), CpuSpans.OrNone(n.Beta));

    private static GradientSpans Spans(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy) =>
        new(x.AsSpan(), y.AsSpan(), dy.AsSpan(), Affine(n), n.Activation);
}
