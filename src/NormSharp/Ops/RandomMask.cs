using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Dropout, of single values or of whole images.</summary>
internal static class RandomMask
{
    /// <summary>
    /// Zeroes each element with the given probability and scales the others by 1/(1 − probability) (Srivastava et al. 2014, inverted).
    /// The mask is a function of seed and stream alone.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1).</exception>
    public static Tensor Dropout(this Tensor x, double probability, ulong seed, ulong stream)
    {
        if (probability is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "a dropout probability is at least 0 and below 1");
        }

        if (probability == 0)
        {
            return x;
        }

        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor mask = tape.Rent(x.Shape);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Dropout(seed, stream, probability, x, y, mask);
        return tape.NeedsGradient(x) ? tape.Record(y, new DropoutNode(x, mask)) : y;
    }

    /// <summary>The same for whole images, entries of the first dimension (Huang et al. 2016).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1).</exception>
    public static Tensor DropImages(this Tensor x, double probability, ulong seed, ulong stream)
    {
        if (probability is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "a probability of dropping is at least 0 and below 1");
        }

        if (probability == 0)
        {
            return x;
        }

        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Shape images = PerImage(x.Shape);
        Tensor ones = tape.Rent(images);
        Tensor mask = tape.Rent(images);
        Tensor kept = tape.Rent(images);
        tape.Backend.Fill(ones, 1);
        tape.Backend.Dropout(seed, stream, probability, ones, kept, mask);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Binary(BinaryOperation.Multiply, x, kept.BroadcastTo(x.Shape), y);
        return tape.NeedsGradient(x) ? tape.Record(y, new DropoutNode(x, kept)) : y;
    }

    private static Shape PerImage(Shape x)
    {
        Shape images = x;
        for (int d = 1; d < x.Rank; d++)
        {
            images = images.With(d, 1);
        }

        return images;
    }

    private readonly struct DropoutNode(Tensor x, Tensor mask) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Binary(BinaryOperation.Multiply, dy, mask.BroadcastTo(x.Shape), dx);
            tape.Accumulate(x, dx);
        }
    }
}
