using NormSharp.Kernels.Elementwise;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Normalization.LocalResponse;
using NormSharp.Kernels.Optimizers;
using NormSharp.Kernels.Pooling;
using NormSharp.Kernels.Reductions;
using NormSharp.Kernels.Softmax;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <content>Fused operations by kernels of their own.</content>
public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    public override void Linear(Tensor x, Tensor weight, Tensor? bias, Tensor y)
        => Gemm.Multiply(
            _team,
            GemmShape.Contiguous(x.Shape[0], weight.Shape[0], x.Shape[1], transposeB: true),
            x.AsSpan(),
            weight.AsSpan(),
            y.AsSpan(),
            accumulate: false,
            OrNone(bias));

    /// <inheritdoc/>
    public override void Convolution(in ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor? bias, Tensor y)
        => Kernels.Convolution.Convolution.Forward(_team, geometry, x.AsSpan(), weight.AsSpan(), OrNone(bias), y.AsSpan());

    /// <inheritdoc/>
    public override void ConvolutionThen(
        in ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor? bias, Tensor? residual, Activation activation, Tensor y)
        => Kernels.Convolution.Convolution.ForwardThen(
            _team, geometry, x.AsSpan(), weight.AsSpan(), OrNone(bias), OrNone(residual), activation, y.AsSpan());

    /// <inheritdoc/>
    public override void AddThen(Tensor a, Tensor b, Activation activation, Tensor y)
        => AddActivationKernel.Apply(_team, activation, a.AsSpan(), b.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    public override void ConvolutionGradientInput(in ConvolutionGeometry geometry, Tensor dy, Tensor weight, Tensor dx)
        => Kernels.Convolution.Convolution.GradientInput(_team, geometry, dy.AsSpan(), weight.AsSpan(), dx.AsSpan());

    /// <inheritdoc/>
    public override void ConvolutionGradientWeight(in ConvolutionGeometry geometry, Tensor x, Tensor dy, Tensor dWeight)
        => Kernels.Convolution.Convolution.GradientWeight(_team, geometry, x.AsSpan(), dy.AsSpan(), dWeight.AsSpan());

    /// <inheritdoc/>
    public override void ConvolutionGradientBias(in ConvolutionGeometry geometry, Tensor dy, Tensor dBias)
        => Kernels.Convolution.Convolution.GradientBias(_team, geometry, dy.AsSpan(), dBias.AsSpan());

    /// <inheritdoc/>
    public override void ConvolutionGradientParameters(in ConvolutionGeometry geometry, Tensor x, Tensor dy, Tensor dWeight, Tensor dBias)
        => Kernels.Convolution.Convolution.GradientParameters(_team, geometry, x.AsSpan(), dy.AsSpan(), dWeight.AsSpan(), dBias.AsSpan());

    /// <inheritdoc/>
    public override void AveragePool(in PoolingGeometry geometry, bool countPadding, Tensor x, Tensor y)
        => AveragePooling.Forward(_team, geometry, countPadding, x.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    public override void AveragePoolGradient(in PoolingGeometry geometry, bool countPadding, Tensor dy, Tensor dx)
        => AveragePooling.Backward(_team, geometry, countPadding, dy.AsSpan(), dx.AsSpan());

    /// <inheritdoc/>
    public override void MaxPool(in PoolingGeometry geometry, Tensor x, Tensor y, Span<int> indices)
        => MaxPooling.Forward(_team, geometry, x.AsSpan(), y.AsSpan(), indices);

    /// <inheritdoc/>
    public override void MaxPoolGradient(in PoolingGeometry geometry, Tensor dy, ReadOnlySpan<int> indices, Tensor dx)
        => MaxPooling.Backward(_team, geometry, dy.AsSpan(), indices, dx.AsSpan());

    /// <inheritdoc/>
    public override void ChannelMoments(Tensor x, Span<double> mean, Span<double> m2)
        => ChannelStatistics.Compute(_team, PlanesOf(x), x.AsSpan(), mean, m2);

    /// <inheritdoc/>
    public override void Normalize(in NormalizationConstants n, Tensor x, Tensor y)
        => Kernels.Normalization.Normalize.Apply(
            _team, PlanesOf(x), x.AsSpan(), n.Mean.Span, n.InvStd.Span, OrNone(n.Gamma), OrNone(n.Beta), n.Activation, y.AsSpan(), OrNone(n.Addend));

    /// <inheritdoc/>
    public override void NormalizeBatch(
        in NormalizationConstants n, double epsilon, Tensor x, Tensor y, Span<double> mean, Span<double> m2, Span<double> invStd)
        => Kernels.Normalization.NormalizeBatch.Apply(
            _team,
            PlanesOf(x),
            x.AsSpan(),
            epsilon,
            OrNone(n.Gamma),
            OrNone(n.Beta),
            OrNone(n.Addend),
            n.Activation,
            mean,
            m2,
            invStd,
            y.AsSpan());

    /// <inheritdoc/>
    public override void NormalizeGradientOfBatch(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat, double count, Tensor dx)
        => NormalizeGradient.OfBatch(
            _team,
            PlanesOf(x),
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            OrNone(n.Gamma),
            OrNone(n.Beta),
            n.Activation,
            sumDz,
            sumDzXHat,
            count,
            dx.AsSpan());

    /// <inheritdoc/>
    public override bool JoinsPooledGradient(in PoolingGeometry pooling) => NormalizeGradient.TakesPooled(pooling);

    /// <inheritdoc/>
    public override void NormalizeGradientOfPooledBatch(
        in NormalizationConstants n,
        in PoolingGeometry pooling,
        Tensor x,
        Tensor y,
        Tensor dPooled,
        Span<double> sumDz,
        Span<double> sumDzXHat,
        double count,
        Tensor dx)
    {
        if (!JoinsPooledGradient(pooling))
        {
            base.NormalizeGradientOfPooledBatch(n, pooling, x, y, dPooled, sumDz, sumDzXHat, count, dx);
            return;
        }

        NormalizeGradient.OfPooledBatch(
            _team,
            PlanesOf(x),
            pooling,
            x.AsSpan(),
            y.AsSpan(),
            dPooled.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            OrNone(n.Gamma),
            OrNone(n.Beta),
            n.Activation,
            sumDz,
            sumDzXHat,
            count,
            dx.AsSpan());
    }

    /// <inheritdoc/>
    public override void NormalizeGradientSums(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat)
        => NormalizeGradient.Reduce(
            _team,
            PlanesOf(x),
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            OrNone(n.Gamma),
            OrNone(n.Beta),
            n.Activation,
            sumDz,
            sumDzXHat);

    /// <inheritdoc/>
    public override void NormalizeGradientThroughBatch(
        in NormalizationConstants n,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> sumDz,
        ReadOnlySpan<double> sumDzXHat,
        double count,
        Tensor dx)
        => NormalizeGradient.ThroughBatchStatistics(
            _team,
            PlanesOf(x),
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            OrNone(n.Gamma),
            OrNone(n.Beta),
            n.Activation,
            sumDz,
            sumDzXHat,
            count,
            dx.AsSpan());

    /// <inheritdoc/>
    public override void NormalizeGradientThroughConstants(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Tensor dx)
        => NormalizeGradient.ThroughFixedStatistics(
            _team,
            PlanesOf(x),
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            OrNone(n.Gamma),
            OrNone(n.Beta),
            n.Activation,
            dx.AsSpan());

    /// <inheritdoc/>
    public override void NormalizeGradientThroughGroups(
        in NormalizationConstants n,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> sumGammaDz,
        ReadOnlySpan<double> sumGammaDzXHat,
        double count,
        Tensor dx)
        => NormalizeGradient.ThroughGroupStatistics(
            _team,
            PlanesOf(x),
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            n.Mean.Span,
            n.InvStd.Span,
            OrNone(n.Gamma),
            OrNone(n.Beta),
            n.Activation,
            sumGammaDz,
            sumGammaDzXHat,
            count,
            dx.AsSpan());

    /// <inheritdoc/>
    public override void NormalizeRows(in RowNormalization n, Tensor x, Tensor y, Span<double> mean, Span<double> invStd)
        => Kernels.Normalization.Rows.NormalizeRows.Apply(
            _team, RowsOf(x), n.IsCentered, n.Epsilon, x.AsSpan(), OrNone(n.Gamma), OrNone(n.Beta), n.Activation, y.AsSpan(), mean, invStd);

    /// <inheritdoc/>
    public override void NormalizeRowsGradient(
        in RowNormalization n,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        Tensor dx,
        Tensor? dGamma,
        Tensor? dBeta)
        => Kernels.Normalization.Rows.NormalizeRowsGradient.Apply(
            _team,
            RowsOf(x),
            n.IsCentered,
            x.AsSpan(),
            y.AsSpan(),
            dy.AsSpan(),
            mean,
            invStd,
            OrNone(n.Gamma),
            OrNone(n.Beta),
            n.Activation,
            dx.AsSpan(),
            dGamma is null ? default : dGamma.AsSpan(),
            dBeta is null ? default : dBeta.AsSpan());

    /// <inheritdoc/>
    public override void LocalResponse(in ResponseWindow window, Tensor x, Tensor y)
        => LocalResponseNormalization.Apply(_team, PlanesOf(x), window, x.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    public override void LocalResponseGradient(in ResponseWindow window, Tensor x, Tensor dy, Tensor dx)
        => Kernels.Normalization.LocalResponse.LocalResponseGradient.Apply(_team, PlanesOf(x), window, x.AsSpan(), dy.AsSpan(), dx.AsSpan());

    /// <inheritdoc/>
    public override void LogSoftmax(Tensor x, Tensor y)
        => Kernels.Softmax.LogSoftmax.Apply(_team, x.Shape[0], x.Shape[1], x.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    public override double CrossEntropy(in CrossEntropy settings, Tensor logits, ReadOnlySpan<int> labels, Tensor logProbabilities)
        => SoftmaxCrossEntropy.Forward(
            _team,
            logits.Shape[0],
            logits.Shape[1],
            logits.AsSpan(),
            labels,
            OrNone(settings.ClassWeights),
            settings.LabelSmoothing,
            logProbabilities.AsSpan());

    /// <inheritdoc/>
    public override void CrossEntropyGradient(
        in CrossEntropy settings, Tensor logProbabilities, ReadOnlySpan<int> labels, double upstream, Tensor dLogits)
        => SoftmaxCrossEntropy.Backward(
            _team,
            dLogits.Shape[0],
            dLogits.Shape[1],
            logProbabilities.AsSpan(),
            labels,
            OrNone(settings.ClassWeights),
            settings.LabelSmoothing,
            (float)upstream,
            dLogits.AsSpan());

    /// <inheritdoc/>
    public override void SgdStep(in SgdStep step, Tensor parameter, Tensor gradient, Tensor? velocity)
        => SgdKernel.Update(_team, parameter.AsSpan(), gradient.AsSpan(), velocity is null ? default : velocity.AsSpan(), step);

    /// <inheritdoc/>
    public override void AdamStep(in AdamStep step, Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment)
        => AdamKernel.Update(_team, parameter.AsSpan(), gradient.AsSpan(), firstMoment.AsSpan(), secondMoment.AsSpan(), step);

    /// <inheritdoc/>
    public override double SumOfSquares(Tensor x) => SumOfSquaresKernel.Apply(_team, x.AsSpan());

    private static Planes PlanesOf(Tensor x)
    {
        int rows = x.Shape[0] * x.Shape[1];
        return new Planes(x.Shape[0], x.Shape[1], rows == 0 ? 0 : x.Length / rows);
    }

    private static RowExtent RowsOf(Tensor x) => new(x.Shape[0], x.Shape[1]);

    private static ReadOnlySpan<float> OrNone(Tensor? tensor) => tensor is null ? default : tensor.AsSpan();
}
