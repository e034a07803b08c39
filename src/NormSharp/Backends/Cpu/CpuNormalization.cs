using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Normalization by channels, by kernels.</summary>
internal sealed class CpuNormalization(Backend backend, ThreadTeam team) : NormalizationOperations(backend)
{
    private readonly NormalizationPlan _plan = KernelAlgorithms.Planned(() => NormalizationPlan.Of(team.Machine));

    /// <inheritdoc/>
    public override void Moments(Tensor x, in BatchStatistics statistics)
        => ChannelStatistics.Compute(
            team, CpuSpans.PlanesOf(x), x.AsSpan(), statistics.Mean.AsSpan<double>(), statistics.M2.AsSpan<double>());

    /// <inheritdoc/>
    public override void Normalize(in NormalizationConstants n, Tensor x, Tensor y)
        => Kernels.Normalization.Normalize.Apply(
            team, CpuSpans.PlanesOf(x), x.AsSpan(), Affine(n), n.Activation, y.AsSpan(), CpuSpans.OrNone(n.Addend));

    /// <inheritdoc/>
    public override void NormalizeBatch(in NormalizationConstants n, double epsilon, Tensor x, Tensor y, Tensor m2)
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
                Mean = n.Mean.AsSpan<double>(),
                M2 = m2.AsSpan<double>(),
                InvStd = n.InvStd.AsSpan<double>(),
                Y = y.AsSpan(),
            });

    /// <inheritdoc/>
    public override void GradientOfBatch(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums, Tensor dx)
        => NormalizeGradient.OfBatch(
            team,
            CpuSpans.PlanesOf(x),
            Spans(n, x, y, dy),
            n.Count,
            new(sums.Dz.AsSpan<double>(), sums.DzXHat.AsSpan<double>(), dx.AsSpan()));

    /// <inheritdoc/>
    public override bool JoinsPooledGradient(in PoolingGeometry pooling) => NormalizeGradient.TakesPooled(pooling, team.Machine);

    /// <inheritdoc/>
    public override void GradientOfPooledBatch(
        in NormalizationConstants n,
        in PoolingGeometry pooling,
        Tensor x,
        Tensor y,
        Tensor dPooled,
        in GradientSums sums,
        Tensor dx)
    {
        if (!JoinsPooledGradient(pooling))
        {
            base.GradientOfPooledBatch(n, pooling, x, y, dPooled, sums, dx);
            return;
        }

        NormalizeGradient.OfPooledBatch(
            team,
            CpuSpans.PlanesOf(x),
            pooling,
            Spans(n, x, y, dPooled),
            n.Count,
            new(sums.Dz.AsSpan<double>(), sums.DzXHat.AsSpan<double>(), dx.AsSpan()));
    }

    /// <inheritdoc/>
    public override void GradientSums(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums)
        => NormalizeGradient.Reduce(
            team, CpuSpans.PlanesOf(x), Spans(n, x, y, dy), sums.Dz.AsSpan<double>(), sums.DzXHat.AsSpan<double>());

    /// <inheritdoc/>
    public override void GradientThroughBatch(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums, Tensor dx)
        => NormalizeGradient.ThroughBatchStatistics(
            team,
            CpuSpans.PlanesOf(x),
            Spans(n, x, y, dy),
            new(sums.Dz.AsSpan<double>(), sums.DzXHat.AsSpan<double>(), n.Count),
            dx.AsSpan());

    /// <inheritdoc/>
    public override void GradientThroughConstants(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Tensor dx)
        => NormalizeGradient.ThroughFixedStatistics(team, CpuSpans.PlanesOf(x), Spans(n, x, y, dy), dx.AsSpan());

    /// <inheritdoc/>
    public override void GradientThroughGroups(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums, Tensor dx)
        => NormalizeGradient.ThroughGroupStatistics(
            team,
            CpuSpans.PlanesOf(x),
            Spans(n, x, y, dy),
            new(sums.Dz.AsSpan<double>(), sums.DzXHat.AsSpan<double>(), n.Count),
            dx.AsSpan());

    /// <summary>The algorithm that the plan takes forward. Allocates nothing where the sizes were met before.</summary>
    internal string ChosenForward(Tensor x) => _plan.Forward.Choose(ProblemOf(x)).Name;

    /// <summary>The algorithm that the plan takes for the gradient.</summary>
    internal string ChosenGradient(Tensor x) => _plan.Gradient.Choose(ProblemOf(x)).Name;

    /// <summary>Every algorithm of the forward pass, in the order in which the plan asks them.</summary>
    internal IReadOnlyList<KernelAlgorithm> ForwardAlgorithms(Tensor x) => KernelAlgorithms.Of(_plan.Forward, ProblemOf(x), team.Threads);

    /// <summary>Every algorithm of the gradient, in the order in which the plan asks them.</summary>
    internal IReadOnlyList<KernelAlgorithm> GradientAlgorithms(Tensor x) => KernelAlgorithms.Of(_plan.Gradient, ProblemOf(x), team.Threads);

    /// <summary>The forward pass by an algorithm that accepts the sizes.</summary>
    internal void RunForward(string algorithm, Tensor x, Activation activation, Span<double> statistics, Tensor y)
    {
        int channels = x.Shape[1];
        var spans = new BatchSpans
        {
            X = x.AsSpan(),
            Epsilon = 1e-5,
            Activation = activation,
            Mean = statistics[..channels],
            M2 = statistics[channels..(2 * channels)],
            InvStd = statistics[(2 * channels)..],
            Y = y.AsSpan(),
        };
        Kernels.Normalization.NormalizeBatch.Apply(team, CpuSpans.PlanesOf(x), spans, _plan.Forward.Named(algorithm));
    }

    /// <summary>The gradient by an algorithm that accepts the sizes.</summary>
    internal void RunGradient(string algorithm, Tensor x, Activation activation, Span<double> statistics, Tensor y, Tensor dy, Tensor dx)
    {
        int channels = x.Shape[1];
        Planes planes = CpuSpans.PlanesOf(x);
        var affine = new ChannelAffine(statistics[..channels], statistics[(2 * channels)..], default, default);
        var sums = new double[2 * channels];
        NormalizeGradient.OfBatch(
            team,
            planes,
            new(x.AsSpan(), y.AsSpan(), dy.AsSpan(), affine, activation),
            planes.CountPerChannel,
            new(sums.AsSpan(0, channels), sums.AsSpan(channels), dx.AsSpan()),
            _plan.Gradient.Named(algorithm));
    }

    private BatchProblem ProblemOf(Tensor x) => new(CpuSpans.PlanesOf(x), team.Threads);

    private static ChannelAffine Affine(in NormalizationConstants n) => new(
        n.Mean.AsSpan<double>(), n.InvStd.AsSpan<double>(), CpuSpans.OrNone(n.Gamma), CpuSpans.OrNone(n.Beta));

    private static GradientSpans Spans(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy) =>
        new(x.AsSpan(), y.AsSpan(), dy.AsSpan(), Affine(n), n.Activation);
}
