using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Putting tensors side by side, and constants around them.</summary>
public static class Concatenation
{
    /// <summary>Joins tensors along one dimension; all other extents must be equal.</summary>
    /// <exception cref="ArgumentException">There is nothing to join, or the other extents differ.</exception>
    public static Tensor Concat(int dimension, params ReadOnlySpan<Tensor> parts)
    {
        if (parts.IsEmpty)
        {
            throw new ArgumentException("Concat needs at least one tensor", nameof(parts));
        }

        Tape tape = Tape.Of(parts!);
        Shape first = parts[0].Shape;
        int axis = first.Axis(dimension);
        int total = 0;
        Span<Tensor> operands = tape.RentTensors(parts.Length, out Memory<Tensor> kept);
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Rank != first.Rank || parts[i].Shape.With(axis, 0) != first.With(axis, 0))
            {
                throw new ArgumentException(
                    $"Concat along dimension {axis}: shapes {first} and {parts[i].Shape} differ elsewhere", nameof(parts));
            }

            operands[i] = tape.View(parts[i]);
            total = checked(total + parts[i].Shape[axis]);
        }

        Tensor y = tape.Rent(first.With(axis, total));
        int start = 0;
        bool needed = false;
        foreach (Tensor operand in operands)
        {
            tape.Backend.Copy(operand, y.Narrowed(axis, start, operand.Shape[axis]));
            start += operand.Shape[axis];
            needed |= tape.NeedsGradient(operand);
        }

        return needed ? tape.Record(y, new ConcatNode(kept, axis)) : y;
    }

    /// <summary>Surrounds one dimension with a constant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A margin is negative.</exception>
    public static Tensor Pad(this Tensor x, int dimension, int before, int after, float value = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(before);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        Tape tape = Tape.Of(x);
        x = tape.View(x);
        int axis = x.Shape.Axis(dimension);
        Tensor y = tape.Rent(x.Shape.With(axis, checked(before + x.Shape[axis] + after)));
        tape.Backend.Fill(y, value);
        tape.Backend.Copy(x, y.Narrowed(axis, before, x.Shape[axis]));
        return tape.NeedsGradient(x) ? tape.Record(y, new PadNode(x, axis, before)) : y;
    }

    private readonly struct ConcatNode(Memory<Tensor> parts, int axis) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            int start = 0;
            foreach (Tensor part in parts.Span)
            {
                tape.Accumulate(part, dy.Narrowed(axis, start, part.Shape[axis]));
                start += part.Shape[axis];
            }
        }
    }

    private readonly struct PadNode(Tensor x, int axis, int before) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
            => tape.Accumulate(x, dy.Narrowed(axis, before, x.Shape[axis]));
    }
}
