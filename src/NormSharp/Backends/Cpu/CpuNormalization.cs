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
            team, CpuSpans.PlanesOf(x), x.AsSpan(), n.Mean.Span, n.InvStd.Span, CpuSpans.OrNone(n.Gamma), CpuSpans.OrNone(n.Beta), n.Activation, y.AsSpan(), CpuSpans.OrNone(n.Addend));

    /// <inheritdoc/>
    public override void NormalizeBatch(
        in NormalizationConstants n, double epsilon, Tensor x, Tensor y, Span<double> mean, Span<double> m2, Span<double> invStd)
        => Kernels.Normalization.NormalizeBatch.Apply(
            team,
            CpuSpans.PlanesOf(x),
            x.AsSpan(),
            epsilon,
            CpuSpans.OrNone(n.Gamma),
            CpuSpans.OrNone(n.Beta),
            CpuSpans.OrNone(n.Addend),
            n.Activation,
            mean,
            m2,
            invStd,
            y.AsSpan());

    /// <inheritdoc/>
    public override void GradientOfBatch(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat, double count, Tensor dx)
        => NormalizeGradient.OfBatch(
            team,
            CpuSpans.PlanesOf(x),
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            CpuSpans.OrNone(n.Gamma),
            CpuSpans.OrNone(n.Beta),
            n.Activation,
            sumDz,
            sumDzXHat,
            count,
            dx.AsSpan());

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
            team,
            CpuSpans.PlanesOf(x),
            pooling,
            x.AsSpan(),
            y.AsSpan(),
            dPooled.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            CpuSpans.OrNone(n.Gamma),
            CpuSpans.OrNone(n.Beta),
            n.Activation,
            sumDz,
            sumDzXHat,
            count,
            dx.AsSpan());
    }

    /// <inheritdoc/>
    public override void GradientSums(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat)
        => NormalizeGradient.Reduce(
            team,
            CpuSpans.PlanesOf(x),
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            CpuSpans.OrNone(n.Gamma),
            CpuSpans.OrNone(n.Beta),
            n.Activation,
            sumDz,
            sumDzXHat);

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
            team,
            CpuSpans.PlanesOf(x),
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            CpuSpans.OrNone(n.Gamma),
            CpuSpans.OrNone(n.Beta),
            n.Activation,
            sumDz,
            sumDzXHat,
            count,
            dx.AsSpan());

    /// <inheritdoc/>
    public override void GradientThroughConstants(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Tensor dx)
        => NormalizeGradient.ThroughFixedStatistics(
            team,
            CpuSpans.PlanesOf(x),
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            CpuSpans.OrNone(n.Gamma),
            CpuSpans.OrNone(n.Beta),
            n.Activation,
            dx.AsSpan());

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
            team,
            CpuSpans.PlanesOf(x),
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            CpuSpans.OrNone(n.Gamma),
            CpuSpans.OrNone(n.Beta),
            n.Activation,
            sumGammaDz,
            sumGammaDzXHat,
            count,
            dx.AsSpan());
}
