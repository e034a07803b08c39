using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>The fully connected map by kernels.</summary>
internal sealed class CpuLinear(Backend backend, ThreadTeam team) : LinearOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(Tensor x, Tensor weight, Tensor? bias, Tensor y)
        => MatrixProduct.Multiply(
            team,
            GemmShape.Contiguous(x.Shape[0], weight.Shape[0], x.Shape[1], transposeB: true),
            x.AsSpan(),
            weight.AsSpan(),
            y.AsSpan(),
            accumulate: false,
            CpuSpans.OrNone(bias));
}
