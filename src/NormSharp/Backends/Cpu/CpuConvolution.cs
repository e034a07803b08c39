using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Convolutions by kernels.</summary>
internal sealed class CpuConvolution(Backend backend, ThreadTeam team) : ConvolutionOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(in ConvolutionGeometry g, Tensor x, Tensor weight, Tensor? bias, Tensor y)
        => Kernels.Convolution.Convolution.Forward(team, g, x.AsSpan(), weight.AsSpan(), CpuSpans.OrNone(bias), y.AsSpan());

    /// <inheritdoc/>
    public override void ForwardThen(
        in ConvolutionGeometry g, Tensor x, Tensor weight, Tensor? bias, Tensor? residual, Activation activation, Tensor y)
        => Kernels.Convolution.Convolution.ForwardThen(
            team, g, x.AsSpan(), weight.AsSpan(), CpuSpans.OrNone(bias), CpuSpans.OrNone(residual), activation, y.AsSpan());

    /// <inheritdoc/>
    public override void GradientInput(in ConvolutionGeometry g, Tensor dy, Tensor weight, Tensor dx)
        => Kernels.Convolution.Convolution.GradientInput(team, g, dy.AsSpan(), weight.AsSpan(), dx.AsSpan());

    /// <inheritdoc/>
    public override void GradientWeight(in ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight)
        => Kernels.Convolution.Convolution.GradientWeight(team, g, x.AsSpan(), dy.AsSpan(), dWeight.AsSpan());

    /// <inheritdoc/>
    public override void GradientBias(in ConvolutionGeometry g, Tensor dy, Tensor dBias)
        => Kernels.Convolution.Convolution.GradientBias(team, g, dy.AsSpan(), dBias.AsSpan());

    /// <inheritdoc/>
    public override void GradientParameters(in ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight, Tensor dBias)
        => Kernels.Convolution.Convolution.GradientParameters(team, g, x.AsSpan(), dy.AsSpan(), dWeight.AsSpan(), dBias.AsSpan());
}
