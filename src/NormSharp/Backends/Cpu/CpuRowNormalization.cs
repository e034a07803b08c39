using NormSharp.Kernels.Parallel;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Normalization by rows, by kernels.</summary>
internal sealed class CpuRowNormalization(Backend backend, ThreadTeam team) : RowNormalizationOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(in RowNormalizationConstants n, Tensor x, Tensor y, Span<double> mean, Span<double> invStd)
        => Kernels.Normalization.Rows.NormalizeRows.Apply(
            team, CpuSpans.RowsOf(x), n.IsCentered, n.Epsilon, x.AsSpan(), CpuSpans.OrNone(n.Gamma), CpuSpans.OrNone(n.Beta), n.Activation, y.AsSpan(), mean, invStd);

    /// <inheritdoc/>
    public override void Gradient(
        in RowNormalizationConstants n,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        Tensor dx,
        Tensor? dGamma,
        Tensor? dBeta)
        => Kernels.Normalization.Rows.NormalizeRowsGradient.Apply(
            team,
            CpuSpans.RowsOf(x),
            n.IsCentered,
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            mean,
            invStd,
            CpuSpans.OrNone(n.Gamma),
            CpuSpans.OrNone(n.Beta),
            n.Activation,
            dx.AsSpan(),
            dGamma is null ? default : dGamma.AsSpan(),
            dBeta is null ? default : dBeta.AsSpan());
}
