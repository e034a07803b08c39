using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>The fully connected map.</summary>
internal static class AffineMap
{
    /// <summary>y = x · weightᵀ + bias.</summary>
    /// <param name="x">[.., in].</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null.</param>
    /// <returns>[.., out].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor Linear(this Tensor x, Tensor weight, Tensor? bias = null)
    {
        if (x.Rank < 1 || weight.Rank != 2 || x.Shape[^1] != weight.Shape[1])
        {
            throw new ArgumentException(
                $"Linear of input {x.Shape} with weight {weight.Shape}: the input must be [.., "
                    + $"{(weight.Rank == 2 ? weight.Shape[1] : "in")}]");
        }

        if (bias is not null && (bias.Rank != 1 || bias.Length != weight.Shape[0]))
        {
            throw new ArgumentException($"Linear: the bias has shape {bias.Shape}; {weight.Shape[0]} outputs need [{weight.Shape[0]}]");
        }

        Tape tape = Tape.Of(x, weight, bias);
        x = tape.Operand(x);
        weight = tape.Operand(weight);
        bias = bias is null ? null : tape.Operand(bias);
        Tensor y = tape.Rent(x.Shape.With(x.Rank - 1, weight.Shape[0]));
        tape.Backend.Linear.Forward(Rows(x), weight, bias, Rows(y));
        return tape.NeedsGradient(x) || tape.NeedsGradient(weight) || tape.NeedsGradient(bias)
            ? tape.Record(y, new LinearNode(x, weight, bias))
            : y;
    }

    private static Tensor Rows(Tensor x) => x.View([Shape.Create(x.Shape.AsSpan()[..^1]).ElementCount, x.Shape[^1]]);

    /// <summary>A matrix on the tape as a batch of one.</summary>
    private static Tensor Single(Tensor matrix)
        => matrix.View([1, matrix.Shape[0], matrix.Shape[1]], SharedExtents.Of(0, matrix.Strides[0], matrix.Strides[1]), matrix.Offset);

    private readonly struct LinearNode(Tensor x, Tensor weight, Tensor? bias) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor upstream = Rows(dy);
            if (tape.NeedsGradient(weight))
            {
                Tensor dWeight = tape.Rent(weight.Shape);
                tape.Backend.MatMul(Single(upstream.Permuted(1, 0)), Single(Rows(x)), Single(dWeight));
                tape.Accumulate(weight, dWeight);
            }

            if (tape.NeedsGradient(bias))
            {
                Tensor dBias = tape.Rent(bias!.Shape);
                tape.Backend.Sum(new Reduction(1, upstream.Shape[0], upstream.Shape[1]), upstream, dBias);
                tape.Accumulate(bias, dBias);
            }

            if (tape.NeedsGradient(x))
            {
                Tensor dx = tape.Rent(x.Shape);
                tape.Backend.MatMul(Single(upstream), Single(weight.WithOwner(tape)), Single(Rows(dx)));
                tape.Accumulate(x, dx);
            }
        }
    }
}
