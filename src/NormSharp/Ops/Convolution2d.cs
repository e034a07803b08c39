using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>2-D convolution (cross-correlation, as networks use it).</summary>
internal static class Convolution2d
{
    /// <summary>y[n, o] = Σ over channels and kernel positions of x · weight, plus bias[o].</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="weight">[O, C / groups, KH, KW].</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="settings">Stride, padding, dilation and groups.</param>
    /// <returns>[N, O, OH, OW] with OH = ⌊(H + 2·padding − dilation·(KH − 1) − 1) / stride⌋ + 1, and OW alike.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor Conv2d(this Tensor x, Tensor weight, Tensor? bias, in ConvolutionSettings settings)
    {
        ConvolutionGeometry geometry = settings.GeometryOf(x.Shape, weight.Shape, bias?.Shape);
        Tape tape = Tape.Of(x, weight, bias);
        x = tape.Operand(x);
        weight = tape.Operand(weight);
        bias = bias is null ? null : tape.Operand(bias);
        Tensor y = tape.Rent([geometry.Batch, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth]);
        tape.Backend.Convolution.Forward(geometry, x, weight, bias, y);
        return tape.NeedsGradient(x) || tape.NeedsGradient(weight) || tape.NeedsGradient(bias)
            ? tape.Record(y, new ConvolutionNode(geometry, x, weight, bias))
            : y;
    }

    private readonly struct ConvolutionNode(ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor? bias) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor? dWeight = tape.NeedsGradient(weight) ? tape.Rent(weight.Shape) : null;
            Tensor? dBias = tape.NeedsGradient(bias) ? tape.Rent(bias!.Shape) : null;
            switch (dWeight, dBias)
            {
                case (not null, not null):
                    tape.Backend.Convolution.GradientParameters(geometry, x, dy, dWeight, dBias);
                    break;
                case (not null, null):
                    tape.Backend.Convolution.GradientWeight(geometry, x, dy, dWeight);
                    break;
                case (null, not null):
                    tape.Backend.Convolution.GradientBias(geometry, dy, dBias);
                    break;
            }

            if (dWeight is not null)
            {
                tape.Accumulate(weight, dWeight);
            }

            if (dBias is not null)
            {
                tape.Accumulate(bias!, dBias);
            }

            if (tape.NeedsGradient(x))
            {
                Tensor dx = tape.Rent(x.Shape);
                tape.Backend.Convolution.GradientInput(geometry, dy, weight, dx);
                tape.Accumulate(x, dx);
            }
        }
    }
}
