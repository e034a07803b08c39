using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>The transposed convolution of planes: the gradient of a convolution by its input, as an operation of its own.</summary>
internal static class TransposedConvolution2d
{
    /// <summary>y such that x is to y as the output of a convolution is to its input.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="weight">[C, O / groups, KH, KW].</param>
    /// <param name="settings">Stride, padding, dilation and groups of that convolution.</param>
    /// <param name="output">Rows and columns of the result: a convolution of so many has to give those of x.</param>
    /// <returns>[N, O, rows, columns].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor ConvTranspose2d(this Tensor x, Tensor weight, in ConvolutionSettings settings, Size2d output)
    {
        if (x.Rank != 4 || weight.Rank != 4 || x.Shape[1] != weight.Shape[0])
        {
            throw new ArgumentException(
                $"ConvTranspose2d takes an input [N, C, H, W] and a weight [C, O/groups, KH, KW]; they have shapes {x.Shape} and "
                    + $"{weight.Shape}");
        }

        int channels = checked(weight.Shape[1] * settings.Groups);
        Shape shape = [x.Shape[0], channels, output.Height, output.Width];
        ConvolutionGeometry geometry = settings.GeometryOf(shape, weight.Shape, null);
        if (geometry.OutHeight != x.Shape[2] || geometry.OutWidth != x.Shape[3])
        {
            throw new ArgumentException(
                $"ConvTranspose2d of input {x.Shape} to {output}: a convolution of that has {geometry.OutHeight}×{geometry.OutWidth} "
                    + "outputs");
        }

        Tape tape = Tape.Of(x, weight);
        x = tape.Operand(x);
        weight = tape.Operand(weight);
        Tensor y = tape.Rent(shape);
        tape.Backend.Convolution.GradientInput(geometry, x, weight, y);
        return tape.NeedsGradient(x) || tape.NeedsGradient(weight) ? tape.Record(y, new TransposedNode(geometry, x, weight)) : y;
    }

    private readonly struct TransposedNode(ConvolutionGeometry geometry, Tensor x, Tensor weight) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            if (tape.NeedsGradient(weight))
            {
                Tensor dWeight = tape.Rent(weight.Shape);
                tape.Backend.Convolution.GradientWeight(geometry, dy, x, dWeight);
                tape.Accumulate(weight, dWeight);
            }

            if (tape.NeedsGradient(x))
            {
                Tensor dx = tape.Rent(x.Shape);
                tape.Backend.Convolution.Forward(geometry, dy, weight, null, dx);
                tape.Accumulate(x, dx);
            }
        }
    }
}
