using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>The gradients of a^b.</summary>
internal static class PowerGradient
{
    /// <summary>dy·b·a^(b − 1).</summary>
    public static Tensor ByBase(Tape tape, Tensor a, Tensor b, Tensor dy)
    {
        Tensor exponent = tape.Rent(b.Shape);
        tape.Backend.Copy(b, exponent);
        tape.Backend.Affine(1, -1, exponent, exponent);
        Tensor result = tape.Rent(dy.Shape);
        tape.Backend.Binary(BinaryOperation.Power, a.BroadcastTo(dy.Shape), exponent.BroadcastTo(dy.Shape), result);
        tape.Backend.Binary(BinaryOperation.Multiply, result, b.BroadcastTo(dy.Shape), result);
        tape.Backend.Binary(BinaryOperation.Multiply, result, dy, result);
        return result;
    }

    /// <summary>dy·a^b·ln a, and 0 where a is not above 0.</summary>
    public static Tensor ByExponent(Tape tape, Tensor a, Tensor b, Tensor dy)
    {
        Tensor zero = tape.Rent([1]);
        tape.Backend.Fill(zero, 0);
        Tensor one = tape.Rent([1]);
        tape.Backend.Fill(one, 1);
        Tensor isPositive = tape.Rent(dy.Shape);
        tape.Backend.Binary(BinaryOperation.Greater, a.BroadcastTo(dy.Shape), zero.BroadcastTo(dy.Shape), isPositive);
        Tensor whole = tape.Rent(dy.Shape);
        tape.Backend.Copy(a.BroadcastTo(dy.Shape), whole);
        Tensor ones = tape.Rent(dy.Shape);
        tape.Backend.Copy(one.BroadcastTo(dy.Shape), ones);
        tape.Backend.Select(isPositive, whole, ones, whole);
        Tensor result = tape.Rent(dy.Shape);
        tape.Backend.Binary(BinaryOperation.Power, whole, b.BroadcastTo(dy.Shape), result);
        tape.Backend.Unary(UnaryOperation.Log, whole, whole);
        tape.Backend.Binary(BinaryOperation.Multiply, result, whole, result);
        tape.Backend.Binary(BinaryOperation.Multiply, result, dy, result);
        return result;
    }
}
