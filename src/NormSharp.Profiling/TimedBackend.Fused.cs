using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <content>Fused operations.</content>
public sealed partial class TimedBackend
{
    /// <inheritdoc/>
    public override void Linear(Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        using KernelTimes.Call call = times.Start(
            "linear", x.Shape, weight.Shape, KernelWork.Product(1, x.Shape[0], weight.Shape[0], x.Shape[1]));
        inner.Linear(x, weight, bias, y);
    }

    /// <inheritdoc/>
    public override void Convolution(in ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        using KernelTimes.Call call = times.Start("convolution", x.Shape, weight.Shape, KernelWork.Convolution(geometry));
        inner.Convolution(geometry, x, weight, bias, y);
    }

    /// <inheritdoc/>
    public override void LinearThen(Tensor x, Tensor weight, Tensor? bias, Activation activation, Tensor y)
    {
        using KernelTimes.Call call = times.Start(
            "linear, fused", x.Shape, weight.Shape, KernelWork.Product(1, x.Shape[0], weight.Shape[0], x.Shape[1]));
        inner.LinearThen(x, weight, bias, activation, y);
    }

    /// <inheritdoc/>
    public override void ConvolutionThen(
        in ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor? bias, Tensor? residual, Activation activation, Tensor y)
    {
        Work work = KernelWork.Convolution(geometry) + KernelWork.Passes(residual?.Length ?? 0);
        using KernelTimes.Call call = times.Start(residual is null ? "convolution, fused" : "convolution, fused with a sum", x.Shape, weight.Shape, work);
        inner.ConvolutionThen(geometry, x, weight, bias, residual, activation, y);
    }

    /// <inheritdoc/>
    public override void AddThen(Tensor a, Tensor b, Activation activation, Tensor y)
    {
        using KernelTimes.Call call = Passes("sum and activation", y, 3);
        inner.AddThen(a, b, activation, y);
    }

    /// <inheritdoc/>
    public override void ConvolutionGradientInput(in ConvolutionGeometry geometry, Tensor dy, Tensor weight, Tensor dx)
    {
        using KernelTimes.Call call = times.Start("convolution, input gradient", dx.Shape, weight.Shape, KernelWork.Convolution(geometry));
        inner.ConvolutionGradientInput(geometry, dy, weight, dx);
    }

    /// <inheritdoc/>
    public override void ConvolutionGradientWeight(in ConvolutionGeometry geometry, Tensor x, Tensor dy, Tensor dWeight)
    {
        using KernelTimes.Call call = times.Start("convolution, weight gradient", x.Shape, dWeight.Shape, KernelWork.Convolution(geometry));
        inner.ConvolutionGradientWeight(geometry, x, dy, dWeight);
    }

    /// <inheritdoc/>
    public override void ConvolutionGradientBias(in ConvolutionGeometry geometry, Tensor dy, Tensor dBias)
    {
        using KernelTimes.Call call = Passes("convolution, bias gradient", dy, 1);
        inner.ConvolutionGradientBias(geometry, dy, dBias);
    }

    /// <inheritdoc/>
    public override void ConvolutionGradientParameters(in ConvolutionGeometry geometry, Tensor x, Tensor dy, Tensor dWeight, Tensor dBias)
    {
        using KernelTimes.Call call = times.Start("convolution, weight and bias gradient", x.Shape, dWeight.Shape, KernelWork.Convolution(geometry));
        inner.ConvolutionGradientParameters(geometry, x, dy, dWeight, dBias);
    }

    /// <inheritdoc/>
    public override void AveragePool(in PoolingGeometry geometry, bool countPadding, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = Pooling("average pooling", x, y);
        inner.AveragePool(geometry, countPadding, x, y);
    }

    /// <inheritdoc/>
    public override void AveragePoolGradient(in PoolingGeometry geometry, bool countPadding, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = Pooling("average pooling, gradient", dx, dy);
        inner.AveragePoolGradient(geometry, countPadding, dy, dx);
    }

    /// <inheritdoc/>
    public override void MaxPool(in PoolingGeometry geometry, Tensor x, Tensor y, Span<int> indices)
    {
        using KernelTimes.Call call = Pooling("max pooling", x, y);
        inner.MaxPool(geometry, x, y, indices);
    }

    /// <inheritdoc/>
    public override void MaxPoolGradient(in PoolingGeometry geometry, Tensor dy, ReadOnlySpan<int> indices, Tensor dx)
    {
        using KernelTimes.Call call = Pooling("max pooling, gradient", dx, dy);
        inner.MaxPoolGradient(geometry, dy, indices, dx);
    }

    /// <inheritdoc/>
    public override void LogSoftmax(Tensor x, Tensor y)
    {
        using KernelTimes.Call call = Passes("log softmax", x, 2);
        inner.LogSoftmax(x, y);
    }

    /// <inheritdoc/>
    public override void LogSoftmaxGradient(Tensor y, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = Passes("log softmax, gradient", y, 3);
        inner.LogSoftmaxGradient(y, dy, dx);
    }

    /// <inheritdoc/>
    public override double CrossEntropy(in CrossEntropy settings, Tensor logits, ReadOnlySpan<int> labels, Tensor logProbabilities)
    {
        using KernelTimes.Call call = Passes("cross-entropy", logits, 2);
        return inner.CrossEntropy(settings, logits, labels, logProbabilities);
    }

    /// <inheritdoc/>
    public override void CrossEntropyGradient(
        in CrossEntropy settings, Tensor logProbabilities, ReadOnlySpan<int> labels, double upstream, Tensor dLogits)
    {
        using KernelTimes.Call call = Passes("cross-entropy, gradient", dLogits, 2);
        inner.CrossEntropyGradient(settings, logProbabilities, labels, upstream, dLogits);
    }

    /// <inheritdoc/>
    public override void SgdStep(in SgdStep step, Tensor parameter, Tensor gradient, Tensor? velocity)
    {
        using KernelTimes.Call call = Passes("sgd update", parameter, velocity is null ? 3 : 5);
        inner.SgdStep(step, parameter, gradient, velocity);
    }

    /// <inheritdoc/>
    public override void AdamStep(in AdamStep step, Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment)
    {
        using KernelTimes.Call call = Passes("adam update", parameter, 7);
        inner.AdamStep(step, parameter, gradient, firstMoment, secondMoment);
    }

    /// <inheritdoc/>
    public override double SumOfSquares(Tensor x)
    {
        using KernelTimes.Call call = Passes("sum of squares", x, 1);
        return inner.SumOfSquares(x);
    }

    private KernelTimes.Call Pooling(string kernel, Tensor whole, Tensor pooled) =>
        times.Start(kernel, whole.Shape, default, KernelWork.Passes((double)whole.Length + pooled.Length));
}
