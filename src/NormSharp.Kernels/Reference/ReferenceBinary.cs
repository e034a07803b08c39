using System.Numerics;
using NormSharp.Kernels.Elementwise;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Reference;

/// <summary>
/// The naive twin of <see cref="BinaryKernel"/>, <see cref="AffineKernel"/>, <see cref="AccumulateKernel"/> and
/// <see cref="SelectKernel"/>, one number at a time.
/// </summary>
internal static class ReferenceBinary
{
    /// <summary>The operation on one pair.</summary>
    public static T Apply<T>(BinaryOperation operation, T a, T b)
        where T : IFloatingPointIeee754<T> => operation switch
        {
            BinaryOperation.Add => a + b,
            BinaryOperation.Subtract => a - b,
            BinaryOperation.Multiply => a * b,
            BinaryOperation.Divide => a / b,
            BinaryOperation.Max => T.Max(a, b),
            BinaryOperation.Min => T.Min(a, b),
            BinaryOperation.Equal => OneIf<T>(a == b),
            BinaryOperation.NotEqual => OneIf<T>(a != b),
            BinaryOperation.Less => OneIf<T>(a < b),
            BinaryOperation.LessOrEqual => OneIf<T>(a <= b),
            BinaryOperation.Greater => OneIf<T>(a > b),
            BinaryOperation.GreaterOrEqual => OneIf<T>(a >= b),
            BinaryOperation.Power => T.Pow(a, b),
            BinaryOperation.TruncatingDivide => T.Truncate(a / b),
            BinaryOperation.Modulo => Modulo(a, b),
            BinaryOperation.Remainder => a % b,
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Unknown operation."),
        };

    /// <summary>The operation over a shape, each operand with its strides; the result is contiguous.</summary>
    public static T[] ApplyBroadcast<T>(
        BinaryOperation operation,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<T> a,
        ReadOnlySpan<int> aStrides,
        ReadOnlySpan<T> b,
        ReadOnlySpan<int> bStrides)
        where T : IFloatingPointIeee754<T>
    {
        int[] aOffsets = ReferenceStrides.Offsets(shape, aStrides);
        int[] bOffsets = ReferenceStrides.Offsets(shape, bStrides);
        var y = new T[aOffsets.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Apply(operation, a[aOffsets[i]], b[bOffsets[i]]);
        }

        return y;
    }

    /// <summary>scale·x + shift.</summary>
    public static T Affine<T>(T scale, T shift, T x)
        where T : IFloatingPointIeee754<T> =>
        (scale * x) + shift;

    /// <summary>y + scale·x.</summary>
    public static T Accumulate<T>(T scale, T x, T y)
        where T : IFloatingPointIeee754<T> =>
        y + (scale * x);

    /// <summary>a where the mask is not 0, else b.</summary>
    public static T Select<T>(T mask, T a, T b)
        where T : IFloatingPointIeee754<T> =>
        mask != T.Zero ? a : b;

    private static T Modulo<T>(T a, T b)
        where T : IFloatingPointIeee754<T>
    {
        T rest = a % b;
        return !T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b) ? rest + b : rest;
    }

    private static T OneIf<T>(bool condition)
        where T : IFloatingPointIeee754<T> =>
        condition ? T.One : T.Zero;
}
