using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Sampling;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Planes read at computed places, by kernels.</summary>
internal sealed class CpuSampling(Backend backend, ThreadTeam team) : SamplingOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(in SamplingGeometry g, Tensor x, Tensor places, Tensor y)
        => SamplingKernel.Forward(team, g, x.AsSpan(), places.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    public override void GradientInput(in SamplingGeometry g, Tensor places, Tensor dy, Tensor dx)
        => SamplingKernel.GradientInput(team, g, places.AsSpan(), dy.AsSpan(), dx.AsSpan());

    /// <inheritdoc/>
    public override void GradientPlaces(in SamplingGeometry g, Tensor x, Tensor places, Tensor dy, Tensor dPlaces)
        => SamplingKernel.GradientPlaces(team, g, x.AsSpan(), places.AsSpan(), dy.AsSpan(), dPlaces.AsSpan());
}
