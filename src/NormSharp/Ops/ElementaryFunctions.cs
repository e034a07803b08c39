using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Functions of each element: exponential, logarithm, roots and powers.</summary>
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

    private static Tensor Apply(UnaryOperation operation, Tensor x)
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
}
