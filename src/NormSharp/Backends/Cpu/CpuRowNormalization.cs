using NormSharp.Kernels.Normalization.Rows;
using NormSharp.Kernels.Parallel;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Normalization by rows, by kernels.</summary>
internal sealed class CpuRowNormalization(Backend backend, ThreadTeam team) : RowNormalizationOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(in RowNormalizationConstants n, Tensor x, Tensor y, Span<double> mean, Span<double> invStd)
        => NormalizeRows.Apply(
            team,
            CpuSpans.RowsOf(x),
            n.IsCentered,
            new RowSpans
            {
                X = x.AsSpan(),
                Epsilon = n.Epsilon,
                Gamma = CpuSpans.OrNone(n.Gamma),
                Beta = CpuSpans.OrNone(n.Beta),
                Activation = n.Activation,
                Y = y.AsSpan(),
                Mean = mean,
                InvStd = invStd,
            });

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
        => NormalizeRowsGradient.Apply(
            team,
            CpuSpans.RowsOf(x),
            n.IsCentered,
            new(x.AsSpan(), y.AsSpan(), dy.AsSpan(), new(mean, invStd, CpuSpans.OrNone(n.Gamma), CpuSpans.OrNone(n.Beta)), n.Activation),
            dx.AsSpan(),
            dGamma is null ? default : dGamma.AsSpan(),
            dBeta is null ? default : dBeta.AsSpan());
}
