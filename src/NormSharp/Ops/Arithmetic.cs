using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Arithmetic of two tensors that broadcast, or of a tensor and a number: + − · /, Maximum, Minimum.</summary>
public static class Arithmetic
{
    extension(Tensor)
    {
        /// <summary>a + b.</summary>
        public static Tensor operator +(Tensor a, Tensor b) => Apply(BinaryOperation.Add, a, b);

        /// <summary>a − b.</summary>
        public static Tensor operator -(Tensor a, Tensor b) => Apply(BinaryOperation.Subtract, a, b);

        /// <summary>a · b, element by element.</summary>
        public static Tensor operator *(Tensor a, Tensor b) => Apply(BinaryOperation.Multiply, a, b);

        /// <summary>a / b.</summary>
        public static Tensor operator /(Tensor a, Tensor b) => Apply(BinaryOperation.Divide, a, b);

        /// <summary>a + b.</summary>
        public static Tensor operator +(Tensor a, float b) => a.Affine(1, b);

        /// <summary>a + b.</summary>
        public static Tensor operator +(float a, Tensor b) => b.Affine(1, a);

        /// <summary>a − b.</summary>
        public static Tensor operator -(Tensor a, float b) => a.Affine(1, -(double)b);

        /// <summary>a − b.</summary>
        public static Tensor operator -(float a, Tensor b) => b.Affine(-1, a);

        /// <summary>a · b.</summary>
        public static Tensor operator *(Tensor a, float b) => a.Affine(b, 0);

        /// <summary>a · b.</summary>
        public static Tensor operator *(float a, Tensor b) => b.Affine(a, 0);

        /// <summary>a / b.</summary>
        public static Tensor operator /(Tensor a, float b) => Apply(BinaryOperation.Divide, a, Tensor.Scalar(b));

        /// <summary>a / b.</summary>
        public static Tensor operator /(float a, Tensor b) => Apply(BinaryOperation.Divide, Tensor.Scalar(a), b);

        /// <summary>−a.</summary>
        public static Tensor operator -(Tensor a) => a.Affine(-1, 0);
    }

    /// <summary>The larger of two tensors, element by element; where they are equal the gradient is halved between them.</summary>
    public static Tensor Maximum(this Tensor a, Tensor b) => Apply(BinaryOperation.Max, a, b);

    /// <summary>The smaller of two tensors, element by element; where they are equal the gradient is halved between them.</summary>
    public static Tensor Minimum(this Tensor a, Tensor b) => Apply(BinaryOperation.Min, a, b);

    /// <summary>scale · x + shift.</summary>
    public static Tensor Affine(this Tensor x, double scale, double shift)
    {
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Affine(scale, shift, x, y);
        return tape.NeedsGradient(x) ? tape.Record(y, new AffineNode(x, scale)) : y;
    }

    /// <summary>Any function of two numbers; comparisons and whole quotients have no gradient.</summary>
    internal static Tensor Apply(BinaryOperation operation, Tensor a, Tensor b)
    {
        Tape tape = Tape.Of(a, b);
        a = tape.View(a);
        b = tape.View(b);
        Tensor y = tape.Rent(Shape.Broadcast(a.Shape, b.Shape));
        tape.Backend.Binary(operation, Repeated(tape, a, y.Shape), Repeated(tape, b, y.Shape), y);
        return HasGradient(operation) && (tape.NeedsGradient(a) || tape.NeedsGradient(b))
            ? tape.Record(y, new BinaryNode(operation, a, b))
            : y;
    }

    private static bool HasGradient(BinaryOperation operation) => operation is BinaryOperation.Add or BinaryOperation.Subtract
        or BinaryOperation.Multiply or BinaryOperation.Divide or BinaryOperation.Max or BinaryOperation.Min or BinaryOperation.Power
        or BinaryOperation.Modulo or BinaryOperation.Remainder;

    /// <summary>
    /// An operand as it looks in the result's shape; of one without a tape the view belongs to the tape, which uses its objects again.
    /// </summary>
    private static Tensor Repeated(Tape tape, Tensor operand, Shape shape)
    {
        if (operand.Shape == shape)
        {
            return operand;
        }

        return (operand.Owner is null && tape.RecordsGradients ? operand.WithOwner(tape) : operand).BroadcastTo(shape);
    }

    private readonly struct AffineNode(Tensor x, double scale) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            if (scale == 1)
            {
                tape.Accumulate(x, dy);
                return;
            }

            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Affine(scale, 0, dy, dx);
            tape.Accumulate(x, dx);
        }
    }

    private readonly struct BinaryNode(BinaryOperation operation, Tensor a, Tensor b) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            if (tape.NeedsGradient(a))
            {
                Hand(tape, a, dy, Left(tape, dy));
            }

            if (tape.NeedsGradient(b))
            {
                Hand(tape, b, dy, Right(tape, dy));
            }
        }

        private static void Hand(Tape tape, Tensor operand, Tensor dy, Tensor gradient)
        {
            Tensor sum = Reducing.SumTo(tape, gradient, operand.Shape);
            tape.Accumulate(operand, sum);
            if (!ReferenceEquals(sum, gradient) && !ReferenceEquals(gradient, dy))
            {
                tape.Release(gradient);
            }
        }

        private Tensor Left(Tape tape, Tensor dy) => operation switch
        {
            BinaryOperation.Add or BinaryOperation.Subtract => dy,
            BinaryOperation.Multiply => Binary(tape, BinaryOperation.Multiply, dy, b),
            BinaryOperation.Divide => Binary(tape, BinaryOperation.Divide, dy, b),
            BinaryOperation.Max => Chosen(tape, dy, a, b, BinaryOperation.Greater),
            BinaryOperation.Power => PowerGradient.ByBase(tape, a, b, dy),
            BinaryOperation.Modulo or BinaryOperation.Remainder => dy,
            _ => Chosen(tape, dy, a, b, BinaryOperation.Less),
        };

        private Tensor Right(Tape tape, Tensor dy)
        {
            switch (operation)
            {
                case BinaryOperation.Add:
                    return dy;
                case BinaryOperation.Subtract:
                    Tensor negated = tape.Rent(dy.Shape);
                    tape.Backend.Affine(-1, 0, dy, negated);
                    return negated;
                case BinaryOperation.Multiply:
                    return Binary(tape, BinaryOperation.Multiply, dy, a);
                case BinaryOperation.Divide:
                    // d(a/b)/db = −a/b².
                    Tensor gradient = Binary(tape, BinaryOperation.Multiply, dy, a);
                    Tensor divisor = Repeated(tape, b, dy.Shape);
                    tape.Backend.Binary(BinaryOperation.Divide, gradient, divisor, gradient);
                    tape.Backend.Binary(BinaryOperation.Divide, gradient, divisor, gradient);
                    tape.Backend.Affine(-1, 0, gradient, gradient);
                    return gradient;
                case BinaryOperation.Max:
                    return Chosen(tape, dy, b, a, BinaryOperation.Greater);
                case BinaryOperation.Power:
                    return PowerGradient.ByExponent(tape, a, b, dy);
                case BinaryOperation.Modulo or BinaryOperation.Remainder:
                    // a − b·q, where q does not change: −q = (rest − a)/b.
                    Tensor rest = tape.Rent(dy.Shape);
                    tape.Backend.Binary(operation, Repeated(tape, a, dy.Shape), Repeated(tape, b, dy.Shape), rest);
                    tape.Backend.Binary(BinaryOperation.Subtract, rest, Repeated(tape, a, dy.Shape), rest);
                    tape.Backend.Binary(BinaryOperation.Divide, rest, Repeated(tape, b, dy.Shape), rest);
                    tape.Backend.Binary(BinaryOperation.Multiply, rest, dy, rest);
                    return rest;
                default:
                    return Chosen(tape, dy, b, a, BinaryOperation.Less);
            }
        }

        private static Tensor Binary(Tape tape, BinaryOperation operation, Tensor dy, Tensor other)
        {
            Tensor result = tape.Rent(dy.Shape);
            tape.Backend.Binary(operation, dy, Repeated(tape, other, dy.Shape), result);
            return result;
        }

        /// <summary>dy where the operand won, half of it where both are equal.</summary>
        private static Tensor Chosen(Tape tape, Tensor dy, Tensor operand, Tensor other, BinaryOperation wins)
        {
            Tensor share = tape.Rent(dy.Shape);
            Tensor equal = tape.Rent(dy.Shape);
            tape.Backend.Binary(wins, operand.BroadcastTo(dy.Shape), other.BroadcastTo(dy.Shape), share);
            tape.Backend.Binary(BinaryOperation.Equal, operand.BroadcastTo(dy.Shape), other.BroadcastTo(dy.Shape), equal);
            tape.Backend.Accumulate(equal, share, 0.5);
            tape.Backend.Binary(BinaryOperation.Multiply, share, dy, share);
            tape.Release(equal);
            return share;
        }
    }
}
