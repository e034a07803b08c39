using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Convolutions under the clock.</summary>
internal sealed class TimedConvolution(Backend backend, ConvolutionOperations inner, KernelTimes times) : ConvolutionOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(in ConvolutionGeometry g, Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        using KernelTimes.Call call = times.Start(
            "convolution", x.Shape, weight.Shape, KernelWork.Convolution(g), Algorithm(ConvolutionPass.Forward, g));
        inner.Forward(g, x, weight, bias, y);
    }

    /// <inheritdoc/>
    public override void ForwardThen(
        in ConvolutionGeometry g, Tensor x, Tensor weight, Tensor? bias, Tensor? residual, Activation activation, Tensor y)
    {
        Work work = KernelWork.Convolution(g) + KernelWork.Passes(residual?.Length ?? 0);
        using KernelTimes.Call call = times.Start(
            residual is null ? "convolution, fused" : "convolution, fused with a sum",
            x.Shape,
            weight.Shape,
            work,
            Algorithm(ConvolutionPass.Forward, g));
        inner.ForwardThen(g, x, weight, bias, residual, activation, y);
    }

    /// <inheritdoc/>
    public override void GradientInput(in ConvolutionGeometry g, Tensor dy, Tensor weight, Tensor dx)
    {
        using KernelTimes.Call call = times.Start(
            "convolution, input gradient", dx.Shape, weight.Shape, KernelWork.Convolution(g), Algorithm(ConvolutionPass.InputGradient, g));
        inner.GradientInput(g, dy, weight, dx);
    }

    /// <inheritdoc/>
    public override void GradientWeight(in ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight)
    {
        using KernelTimes.Call call = times.Start(
            "convolution, weight gradient",
            x.Shape,
            dWeight.Shape,
            KernelWork.Convolution(g),
            Algorithm(ConvolutionPass.WeightGradient, g));
        inner.GradientWeight(g, x, dy, dWeight);
    }

    /// <inheritdoc/>
    public override void GradientBias(in ConvolutionGeometry g, Tensor dy, Tensor dBias)
    {
        using KernelTimes.Call call = times.Passes("convolution, bias gradient", dy, 1);
        inner.GradientBias(g, dy, dBias);
    }

    /// <inheritdoc/>
    public override void GradientParameters(in ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight, Tensor dBias)
    {
        using KernelTimes.Call call = times.Start(
            "convolution, weight and bias gradient",
            x.Shape,
            dWeight.Shape,
            KernelWork.Convolution(g),
            Algorithm(ConvolutionPass.WeightGradient, g));
        inner.GradientParameters(g, x, dy, dWeight, dBias);
    }

    private string? Algorithm(ConvolutionPass pass, in ConvolutionGeometry g) =>
        inner is CpuConvolution ? CpuConvolution.ChosenAlgorithm(pass, g) : null;
}
