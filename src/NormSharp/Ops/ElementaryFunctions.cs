using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// Functions of each element: exponential, logarithm, roots and powers, activations, comparisons (1 for true, 0 for false, no gradient;
/// operands broadcast), and choice by such a mask.
/// </summary>
public static class ElementaryFunctions
{
    /// <summary>e^x.</summary>
    public static Tensor Exp(this Tensor x) => Apply(UnaryOperation.Exp, x);

    /// <summary>ln x.</summary>
    public static Tensor Log(this Tensor x) => Apply(UnaryOperation.Log, x);

    /// <summary>√x.</summary>
    public static Tensor Sqrt(this Tensor x) => Apply(UnaryOperation.Sqrt, x);

    /// <summary>1/√x.</summary>
    public static Tensor ReciprocalSqrt(this Tensor x) => Apply(UnaryOperation.ReciprocalSqrt, x);

    /// <summary>1/x.</summary>
    public static Tensor Reciprocal(this Tensor x) => Apply(UnaryOperation.Reciprocal, x);

    /// <summary>x².</summary>
    public static Tensor Square(this Tensor x) => Apply(UnaryOperation.Square, x);

    /// <summary>|x|; the gradient at 0 is 0.</summary>
    public static Tensor Abs(this Tensor x) => Apply(UnaryOperation.Abs, x);

    /// <summary>−1, 0 or 1; the gradient is 0.</summary>
    public static Tensor Sign(this Tensor x) => Apply(UnaryOperation.Sign, x);

    /// <summary>max(x, 0).</summary>
    public static Tensor Relu(this Tensor x) => x.Activate(new Activation(ActivationKind.Relu));

    /// <summary>x for x &gt; 0, slope·x elsewhere (Maas et al. 2013).</summary>
    public static Tensor LeakyRelu(this Tensor x, float slope = 0.01f) => x.Activate(new Activation(ActivationKind.LeakyRelu, slope));

    /// <summary>1/(1 + e^−x).</summary>
    public static Tensor Sigmoid(this Tensor x) => x.Activate(new Activation(ActivationKind.Sigmoid));

    /// <summary>tanh x.</summary>
    public static Tensor Tanh(this Tensor x) => x.Activate(new Activation(ActivationKind.Tanh));

    /// <summary>x·Φ(x), exact (Hendrycks and Gimpel 2016).</summary>
    public static Tensor Gelu(this Tensor x) => x.Activate(new Activation(ActivationKind.Gelu));

    /// <summary>x/(1 + e^−x) (Elfwing et al. 2018).</summary>
    public static Tensor Silu(this Tensor x) => x.Activate(new Activation(ActivationKind.Silu));

    /// <summary>Any activation function.</summary>
    public static Tensor Activate(this Tensor x, Activation activation)
    {
        if (activation.Kind == ActivationKind.Identity)
        {
            return x;
        }

        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Activate(activation, x, y);
        return tape.NeedsGradient(x) ? tape.Record(y, new ActivationNode(activation, x, y)) : y;
    }

    /// <summary>a = b.</summary>
    public static Tensor EqualTo(this Tensor a, Tensor b) => Compare(BinaryOperation.Equal, a, b);

    /// <summary>a ≠ b.</summary>
    public static Tensor NotEqualTo(this Tensor a, Tensor b) => Compare(BinaryOperation.NotEqual, a, b);

    /// <summary>a &lt; b.</summary>
    public static Tensor LessThan(this Tensor a, Tensor b) => Compare(BinaryOperation.Less, a, b);

    /// <summary>a ≤ b.</summary>
    public static Tensor LessOrEqual(this Tensor a, Tensor b) => Compare(BinaryOperation.LessOrEqual, a, b);

    /// <summary>a &gt; b.</summary>
    public static Tensor GreaterThan(this Tensor a, Tensor b) => Compare(BinaryOperation.Greater, a, b);

    /// <summary>a ≥ b.</summary>
    public static Tensor GreaterOrEqual(this Tensor a, Tensor b) => Compare(BinaryOperation.GreaterOrEqual, a, b);

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

    /// <summary>Any function of one number; those that step, such as rounding, have gradient 0.</summary>
    internal static Tensor Apply(UnaryOperation operation, Tensor x)
    {
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Unary(operation, x, y);
        return tape.NeedsGradient(x) ? tape.Record(y, new UnaryNode(operation, x, y)) : y;
    }

    private readonly struct UnaryNode(UnaryOperation operation, Tensor x, Tensor y) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.UnaryGradient(operation, x, y, dy, dx);
            tape.Accumulate(x, dx);
        }
    }

    private readonly struct ActivationNode(Activation activation, Tensor x, Tensor y) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.ActivationGradient(activation, x, y, dy, dx);
            tape.Accumulate(x, dx);
        }
    }

    private static Tensor Compare(BinaryOperation operation, Tensor a, Tensor b)
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
