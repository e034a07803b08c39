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
    public override void ForwardThen(FusedConvolution step, Tensor x, Tensor? residual, Tensor y)
    {
        Work work = KernelWork.Convolution(step.Geometry) + KernelWork.Passes(residual?.Length ?? 0);
        using KernelTimes.Call call = times.Start(
            residual is null ? "convolution, fused" : "convolution, fused with a sum",
            x.Shape,
            step.Weight.Shape,
            work,
            step.Algorithm ?? Algorithm(ConvolutionPass.Forward, step.Geometry));
        inner.ForwardThen(step, x, residual, y);
    }

    /// <inheritdoc/>
    public override KernelChoice Choice(ConvolutionPass pass, in ConvolutionGeometry g) => inner.Choice(pass, g);

    /// <inheritdoc/>
    public override void GradientInput(in ConvolutionGeometry g, Tensor dy, Tensor weight, Tensor dx, string? algorithm = null)
    {
        using KernelTimes.Call call = times.Start(
            "convolution, input gradient",
            dx.Shape,
            weight.Shape,
            KernelWork.Convolution(g),
            algorithm ?? Algorithm(ConvolutionPass.InputGradient, g));
        inner.GradientInput(g, dy, weight, dx, algorithm);
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
