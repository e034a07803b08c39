using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Comparison of two tensors that broadcast: 1 for true, 0 for false, no gradient; and choice by such a mask.</summary>
public static class Comparison
{
    /// <summary>a = b.</summary>
    public static Tensor EqualTo(this Tensor a, Tensor b) => Apply(BinaryOperation.Equal, a, b);

    /// <summary>a ≠ b.</summary>
    public static Tensor NotEqualTo(this Tensor a, Tensor b) => Apply(BinaryOperation.NotEqual, a, b);

    /// <summary>a &lt; b.</summary>
    public static Tensor LessThan(this Tensor a, Tensor b) => Apply(BinaryOperation.Less, a, b);

    /// <summary>a ≤ b.</summary>
    public static Tensor LessOrEqual(this Tensor a, Tensor b) => Apply(BinaryOperation.LessOrEqual, a, b);

    /// <summary>a &gt; b.</summary>
    public static Tensor GreaterThan(this Tensor a, Tensor b) => Apply(BinaryOperation.Greater, a, b);

    /// <summary>a ≥ b.</summary>
    public static Tensor GreaterOrEqual(this Tensor a, Tensor b) => Apply(BinaryOperation.GreaterOrEqual, a, b);

    /// <summary>Element by element, a where the mask is not 0, b elsewhere; all three broadcast, gradients flow to a and b.</summary>
    public static Tensor Select(this Tensor mask, Tensor a, Tensor b)
    {
        Shape shape = Shape.Broadcast(mask.Shape, Shape.Broadcast(a.Shape, b.Shape));
        Tape tape = Tape.Of(mask, a, b);
        mask = tape.Operand(tape.View(mask).Expand(shape));
        a = tape.Operand(tape.View(a).Expand(shape));
        b = tape.Operand(tape.View(b).Expand(shape));
        Tensor y = tape.Rent(shape);
        tape.Backend.Select(mask, a, b, y);
        return tape.NeedsGradient(a) || tape.NeedsGradient(b) ? tape.Record(y, new SelectNode(mask, a, b)) : y;
    }

    private static Tensor Apply(BinaryOperation operation, Tensor a, Tensor b)
    {
        Tape tape = Tape.Of(a, b);
        Tensor y = tape.Rent(Shape.Broadcast(a.Shape, b.Shape));
        tape.Backend.Binary(operation, tape.View(a).BroadcastTo(y.Shape), tape.View(b).BroadcastTo(y.Shape), y);
        return y;
    }

    private readonly struct SelectNode(Tensor mask, Tensor a, Tensor b) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor zero = tape.Rent(dy.Shape);
            tape.Backend.Fill(zero, 0);
            if (tape.NeedsGradient(a))
            {
                Tensor da = tape.Rent(dy.Shape);
                tape.Backend.Select(mask, dy, zero, da);
                tape.Accumulate(a, da);
            }

            if (tape.NeedsGradient(b))
            {
                Tensor db = tape.Rent(dy.Shape);
                tape.Backend.Select(mask, zero, dy, db);
                tape.Accumulate(b, db);
            }

            tape.Release(zero);
        }
    }
}
