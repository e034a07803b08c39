using NormSharp.Backends.Composed;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <content>Fused operations: each has a default body composed of primitives, which is also the oracle of its tests. All operands are contiguous.</content>
public abstract partial class Backend
{
    /// <summary>y = x · wᵀ + b, for x [rows, in], w [out, in] and b [out] or null.</summary>
    public virtual void Linear(Tensor x, Tensor weight, Tensor? bias, Tensor y) => ComposedLinear.Forward(this, x, weight, bias, y);

    /// <summary>y = convolution of x with weight, plus bias where it is not null.</summary>
    public virtual void Convolution(in ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor? bias, Tensor y)
        => ComposedConvolution.Forward(this, geometry, x, weight, bias, y);

    /// <summary>y = f(x · wᵀ + b), for x [rows, in], w [out, in] and b [out] or null: a linear layer of an inference plan.</summary>
    public virtual void LinearThen(Tensor x, Tensor weight, Tensor? bias, Activation activation, Tensor y)
    {
        Linear(x, weight, bias, y);
        ComposedEpilogue.Apply(this, null, activation, y);
    }

    /// <summary>
    /// y = f(convolution of x with weight + bias + residual), where the last two may be null: a convolution of an inference plan. The sum is
    /// rounded before f, so that the bits are those of separate operations; y overlaps no operand.
    /// </summary>
    public virtual void ConvolutionThen(
        in ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor? bias, Tensor? residual, Activation activation, Tensor y)
    {
        Convolution(geometry, x, weight, bias, y);
        ComposedEpilogue.Apply(this, residual, activation, y);
    }

    /// <summary>y = f(a + b), all of one shape; y may be the memory of an operand.</summary>
    public virtual void AddThen(Tensor a, Tensor b, Activation activation, Tensor y)
    {
        Binary(BinaryOperation.Add, a, b, y);
        ComposedEpilogue.Apply(this, null, activation, y);
    }

    /// <summary>The gradient of a convolution by its input.</summary>
    public virtual void ConvolutionGradientInput(in ConvolutionGeometry geometry, Tensor dy, Tensor weight, Tensor dx)
        => ComposedConvolution.GradientInput(this, geometry, dy, weight, dx);

    /// <summary>The gradient of a convolution by its weight.</summary>
    public virtual void ConvolutionGradientWeight(in ConvolutionGeometry geometry, Tensor x, Tensor dy, Tensor dWeight)
        => ComposedConvolution.GradientWeight(this, geometry, x, dy, dWeight);

    /// <summary>The gradient of a convolution by its bias: dy summed over batch and space.</summary>
    public virtual void ConvolutionGradientBias(in ConvolutionGeometry geometry, Tensor dy, Tensor dBias)
        => ComposedConvolution.GradientBias(this, geometry, dy, dBias);

    /// <summary><see cref="ConvolutionGradientWeight"/> and <see cref="ConvolutionGradientBias"/>.</summary>
    public virtual void ConvolutionGradientParameters(in ConvolutionGeometry geometry, Tensor x, Tensor dy, Tensor dWeight, Tensor dBias)
    {
        ConvolutionGradientWeight(geometry, x, dy, dWeight);
        ConvolutionGradientBias(geometry, dy, dBias);
    }

    /// <summary>The average of each window.</summary>
    public virtual void AveragePool(in PoolingGeometry geometry, bool countPadding, Tensor x, Tensor y)
        => ComposedPooling.Average(this, geometry, countPadding, x, y);

    /// <summary>The gradient of <see cref="AveragePool"/>.</summary>
    public virtual void AveragePoolGradient(in PoolingGeometry geometry, bool countPadding, Tensor dy, Tensor dx)
        => ComposedPooling.AverageGradient(this, geometry, countPadding, dy, dx);

    /// <summary>The maximum of each window, and its offset in the plane.</summary>
    public virtual void MaxPool(in PoolingGeometry geometry, Tensor x, Tensor y, Span<int> indices)
        => ComposedPooling.Max(this, geometry, x, y, indices);

    /// <summary>The gradient of <see cref="MaxPool"/>.</summary>
    public virtual void MaxPoolGradient(in PoolingGeometry geometry, Tensor dy, ReadOnlySpan<int> indices, Tensor dx)
        => ComposedPooling.MaxGradient(this, geometry, dy, indices, dx);

    /// <summary>Each channel's mean and M2 = Σ(x − mean)² over batch and space, for x [N, C, …].</summary>
    public virtual void ChannelMoments(Tensor x, Span<double> mean, Span<double> m2) => ComposedNormalization.Moments(this, x, mean, m2);

    /// <summary>
    /// <see cref="ChannelMoments"/> of x and then <see cref="Normalize"/>. The constants' mean and invStd = 1/√(m2/count + ε) are written on the way: they are
    /// <paramref name="mean"/> and <paramref name="invStd"/>.
    /// </summary>
    public virtual void NormalizeBatch(
        in NormalizationConstants normalization, double epsilon, Tensor x, Tensor y, Span<double> mean, Span<double> m2, Span<double> invStd)
    {
        ChannelMoments(x, mean, m2);
        double count = mean.Length == 0 ? 0 : x.Length / mean.Length;
        for (int c = 0; c < mean.Length; c++)
        {
            invStd[c] = 1 / Math.Sqrt((m2[c] / count) + epsilon);
        }

        Normalize(normalization, x, y);
    }

    /// <summary>y = f(γ·(x − mean)·invStd + β + addend), channel by channel.</summary>
    public virtual void Normalize(in NormalizationConstants normalization, Tensor x, Tensor y) => ComposedNormalization.Normalize(this, normalization, x, y);

    /// <summary>With dz = dy·f′(z): the sums over each channel of dz and of dz·x̂, which are the gradients of β and γ.</summary>
    public virtual void NormalizeGradientSums(
        in NormalizationConstants normalization, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat)
        => ComposedNormalization.GradientSums(this, normalization, x, y, dy, sumDz, sumDzXHat);

    /// <summary>
    /// The gradient by x through the batch's own statistics: dx = γ·invStd·(dz − sumDz/count − x̂·sumDzXHat/count).
    /// </summary>
    public virtual void NormalizeGradientThroughBatch(
        in NormalizationConstants normalization,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> sumDz,
        ReadOnlySpan<double> sumDzXHat,
        double count,
        Tensor dx)
        => ComposedNormalization.GradientThroughBatch(this, normalization, x, y, dy, sumDz, sumDzXHat, count, dx);

    /// <summary><see cref="NormalizeGradientSums"/>, which are written, and <see cref="NormalizeGradientThroughBatch"/> with them.</summary>
    public virtual void NormalizeGradientOfBatch(
        in NormalizationConstants normalization, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat, double count, Tensor dx)
    {
        NormalizeGradientSums(normalization, x, y, dy, sumDz, sumDzXHat);
        NormalizeGradientThroughBatch(normalization, x, y, dy, sumDz, sumDzXHat, count, dx);
    }

    /// <summary>Whether <see cref="NormalizeGradientOfPooledBatch"/> gains anything for these windows.</summary>
    public virtual bool JoinsPooledGradient(in PoolingGeometry pooling) => false;

    /// <summary>
    /// <see cref="AveragePoolGradient"/> and then <see cref="NormalizeGradientOfBatch"/>, where the averages of windows over y are the only thing made from it; padding counts. dx may be
    /// y itself, which is then lost.
    /// </summary>
    public virtual void NormalizeGradientOfPooledBatch(
        in NormalizationConstants normalization,
        in PoolingGeometry pooling,
        Tensor x,
        Tensor y,
        Tensor dPooled,
        Span<double> sumDz,
        Span<double> sumDzXHat,
        double count,
        Tensor dx)
    {
        using var scratch = new ScratchMemory(this);
        Tensor dy = scratch.Rent(y.Shape);
        AveragePoolGradient(pooling, countPadding: true, dPooled, dy);
        Tensor result = scratch.Rent(x.Shape);
        NormalizeGradientOfBatch(normalization, x, y, dy, sumDz, sumDzXHat, count, result);
        Copy(result, dx);
    }

    /// <summary>The gradient by x where the statistics are constants: dx = γ·invStd·dz.</summary>
    public virtual void NormalizeGradientThroughConstants(in NormalizationConstants normalization, Tensor x, Tensor y, Tensor dy, Tensor dx)
        => ComposedNormalization.GradientThroughConstants(this, normalization, x, y, dy, dx);

    /// <summary>
    /// The gradient by x where channels share the statistics of a group: dx = invStd·(γ·dz − sumGammaDz/count − x̂·sumGammaDzXHat/count).
    /// </summary>
    public virtual void NormalizeGradientThroughGroups(
        in NormalizationConstants normalization,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> sumGammaDz,
        ReadOnlySpan<double> sumGammaDzXHat,
        double count,
        Tensor dx)
        => ComposedNormalization.GradientThroughGroups(this, normalization, x, y, dy, sumGammaDz, sumGammaDzXHat, count, dx);

    /// <summary>y = f(γ·(x − mean)·invStd + β) with the statistics of each row of x [rows, length], which are written.</summary>
    public virtual void NormalizeRows(in RowNormalization normalization, Tensor x, Tensor y, Span<double> mean, Span<double> invStd)
        => ComposedRowNormalization.Forward(this, normalization, x, y, mean, invStd);

    /// <summary>The gradients of <see cref="NormalizeRows"/> by x, and by γ and β where they are asked for; y as it came from there.</summary>
    public virtual void NormalizeRowsGradient(
        in RowNormalization normalization,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        Tensor dx,
        Tensor? dGamma,
        Tensor? dBeta)
        => ComposedRowNormalization.Gradient(this, normalization, x, y, dy, mean, invStd, dx, dGamma, dBeta);

    /// <summary>y = x·(k + α/size·Σx²)^−β over a window of channels, for x [N, C, …].</summary>
    public virtual void LocalResponse(in ResponseWindow window, Tensor x, Tensor y) => ComposedLocalResponse.Forward(this, window, x, y);

    /// <summary>The gradient of <see cref="LocalResponse"/>.</summary>
    public virtual void LocalResponseGradient(in ResponseWindow window, Tensor x, Tensor dy, Tensor dx)
        => ComposedLocalResponse.Gradient(this, window, x, dy, dx);

    /// <summary>y = x − log Σ exp x along each row of [rows, classes].</summary>
    public virtual void LogSoftmax(Tensor x, Tensor y) => ComposedSoftmax.LogSoftmax(this, x, y);

    /// <summary>dx = dy − softmax·Σdy along each row, where y = log softmax.</summary>
    public virtual void LogSoftmaxGradient(Tensor y, Tensor dy, Tensor dx) => ComposedSoftmax.LogSoftmaxGradient(this, y, dy, dx);

    /// <summary>The mean cross-entropy of logits against labels; fills <paramref name="logProbabilities"/> for the backward pass.</summary>
    public virtual double CrossEntropy(in CrossEntropy settings, Tensor logits, ReadOnlySpan<int> labels, Tensor logProbabilities)
        => ComposedSoftmax.CrossEntropy(this, settings, logits, labels, logProbabilities);

    /// <summary>The gradient of <see cref="CrossEntropy"/> by the logits, times <paramref name="upstream"/>.</summary>
    public virtual void CrossEntropyGradient(
        in CrossEntropy settings, Tensor logProbabilities, ReadOnlySpan<int> labels, double upstream, Tensor dLogits)
        => ComposedSoftmax.CrossEntropyGradient(this, settings, logProbabilities, labels, upstream, dLogits);

    /// <summary>One step of stochastic gradient descent, in place.</summary>
    public virtual void SgdStep(in SgdStep step, Tensor parameter, Tensor gradient, Tensor? velocity)
        => ComposedOptimizers.Sgd(this, step, parameter, gradient, velocity);

    /// <summary>One step of Adam or AdamW, in place.</summary>
    public virtual void AdamStep(in AdamStep step, Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment)
        => ComposedOptimizers.Adam(this, step, parameter, gradient, firstMoment, secondMoment);

    /// <summary>Σx², accumulated in double.</summary>
    public virtual double SumOfSquares(Tensor x)
    {
        double sum = 0;
        var values = new double[x.Length];
        Read(x, values);
        foreach (double value in values)
        {
            sum += value * value;
        }

        return sum;
    }
}
