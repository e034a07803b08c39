using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Surrounds a tensor with a constant, on each side by another width.</summary>
internal static class ConstantPadding
{
    /// <summary>The tensor with margins of one value; negative margins take entries away.</summary>
    /// <exception cref="ArgumentException">The margins do not fit the shape.</exception>
    public static Tensor PadConstant(this Tensor x, Margins margins, double value = 0)
    {
        Shape shape = margins.Around(x.Shape);
        Tape tape = Tape.Of(x);
        x = tape.View(x);
        Tensor y = tape.Rent(shape);
        tape.Backend.Fill(y, value);
        tape.Backend.Copy(margins.Kept(x), margins.Interior(y));
        return tape.NeedsGradient(x) ? tape.Record(y, new PaddingNode(x, margins)) : y;
    }

    private readonly struct PaddingNode(Tensor x, Margins margins) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            if (margins.Crops)
            {
                tape.Backend.Fill(dx, 0);
            }

            tape.Backend.Copy(margins.Interior(dy), margins.Kept(dx));
            tape.Accumulate(x, dx);
        }
    }
}
