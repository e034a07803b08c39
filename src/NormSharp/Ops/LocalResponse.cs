using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Normalization of each value by its neighbours in other channels.</summary>
internal static class LocalResponse
{
    /// <summary>
    /// y = x·(k + α/size·Σx²)^−β, where the sum runs over <c>size</c> channels around the value's own (Krizhevsky, Sutskever and Hinton
    /// 2012, section 3.3; with PyTorch's average over the window, in which missing channels count as zeros).
    /// </summary>
    /// <param name="x">[N, C, …] of at least 3 dimensions.</param>
    /// <param name="window">size, α, β and k.</param>
    /// <returns>The shape of x.</returns>
    /// <exception cref="ArgumentException">The input has fewer than three dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    public static Tensor LocalResponseNormalize(this Tensor x, ResponseWindow window)
    {
        if (x.Rank < 3)
        {
            throw new ArgumentException(
                $"local response normalization takes an input [N, C, …] of at least 3 dimensions; it has shape {x.Shape}");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(window.Size, 1, nameof(window));
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.LocalResponse.Forward(window, x, y);
        return tape.NeedsGradient(x) ? tape.Record(y, new ResponseNode(x, window)) : y;
    }

    private sealed class ResponseNode(Tensor x, ResponseWindow window) : Node
    {
        protected internal override void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.LocalResponse.Gradient(window, x, dy, dx);
            tape.Accumulate(x, dx);
        }
    }
}
