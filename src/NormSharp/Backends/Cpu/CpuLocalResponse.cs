using NormSharp.Kernels.Normalization.LocalResponse;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Local response normalization by kernels.</summary>
internal sealed class CpuLocalResponse(Backend backend, ThreadTeam team) : LocalResponseOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(in ResponseWindow window, Tensor x, Tensor y)
        => LocalResponseNormalization.Apply(team, CpuSpans.PlanesOf(x), window, x.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    public override void Gradient(in ResponseWindow window, Tensor x, Tensor dy, Tensor dx)
        => Kernels.Normalization.LocalResponse.LocalResponseGradient.Apply(
            team, CpuSpans.PlanesOf(x), window, x.AsSpan(), dy.AsSpan(), dx.AsSpan());
}
