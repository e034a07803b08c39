using NormSharp.Kernels.Normalization.Rows;
using NormSharp.Kernels.Parallel;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Normalization by rows, by kernels.</summary>
internal sealed class CpuRowNormalization(Backend backend, ThreadTeam team) : RowNormalizationOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(in RowNormalizationConstants n, Tensor x, Tensor y)
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
                Mean = n.Mean.AsSpan<double>(),
                InvStd = n.InvStd.AsSpan<double>(),
            });

    /// <inheritdoc/>
    public override void Gradient(
        in RowNormalizationConstants n, Tensor x, Tensor y, Tensor dy, Tensor dx, Tensor? dGamma, Tensor? dBeta)
        => NormalizeRowsGradient.Apply(
            team,
            CpuSpans.RowsOf(x),
            n.IsCentered,
            new(
                x.AsSpan(),
                y.AsSpan(),
                dy.AsSpan(),
                new(n.Mean.AsSpan<double>(), n.InvStd.AsSpan<double>(), CpuSpans.OrNone(n.Gamma), CpuSpans.OrNone(n.Beta)),
                n.Activation),
            dx.AsSpan(),
            dGamma is null ? default : dGamma.AsSpan(),
            dBeta is null ? default : dBeta.AsSpan());
}
