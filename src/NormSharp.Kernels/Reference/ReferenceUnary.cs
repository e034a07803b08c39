using System.Numerics;
using NormSharp.Kernels.Elementwise;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Reference;

/// <summary>The naive twin of <see cref="UnaryKernel"/>, one number at a time.</summary>
internal static class ReferenceUnary
{
    /// <summary>f(x).</summary>
    public static T Apply<T>(UnaryOperation operation, T x)
        where T : IFloatingPointIeee754<T> => operation switch
        {
            UnaryOperation.Negate => -x,
            UnaryOperation.Abs => T.Abs(x),
            UnaryOperation.Square => x * x,
            UnaryOperation.Sqrt => T.Sqrt(x),
            UnaryOperation.Reciprocal => T.One / x,
            UnaryOperation.ReciprocalSqrt => T.One / T.Sqrt(x),
            UnaryOperation.Exp => T.Exp(x),
            UnaryOperation.Log => T.Log(x),
            UnaryOperation.Sign => Sign(x),
            UnaryOperation.Ceiling => T.Ceiling(x),
            UnaryOperation.Floor => T.Floor(x),
            UnaryOperation.Round => T.Round(x),
            UnaryOperation.Truncate => T.Truncate(x),
            UnaryOperation.Erf => ReferenceMath.Erf(x),
            UnaryOperation.Softplus => T.Max(x, T.Zero) + T.LogP1(T.Exp(-T.Abs(x))),
            UnaryOperation.Softsign => x / (T.One + T.Abs(x)),
            UnaryOperation.IsNaN => T.IsNaN(x) ? T.One : T.Zero,
            UnaryOperation.ToFloat16 => T.CreateTruncating(Half.CreateTruncating(x)),
            UnaryOperation.ToBFloat16 => T.CreateTruncating(ReferenceMath.ToBFloat16(float.CreateTruncating(x))),
            UnaryOperation.CutToBFloat16 => T.CreateTruncating(ReferenceMath.CutToBFloat16(float.CreateTruncating(x))),
            UnaryOperation.Sin => T.Sin(x),
            UnaryOperation.Cos => T.Cos(x),
            UnaryOperation.Tan => T.Tan(x),
            UnaryOperation.Asin => T.Asin(x),
            UnaryOperation.Acos => T.Acos(x),
            UnaryOperation.Atan => T.Atan(x),
            UnaryOperation.Sinh => T.Sinh(x),
            UnaryOperation.Cosh => T.Cosh(x),
            UnaryOperation.Asinh => T.Asinh(x),
            UnaryOperation.Acosh => T.Acosh(x),
            UnaryOperation.Atanh => T.Atanh(x),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Unknown operation."),
        };

    /// <summary>f′(x)·dy.</summary>
    public static T Gradient<T>(UnaryOperation operation, T x, T dy)
        where T : IFloatingPointIeee754<T> => operation switch
        {
            UnaryOperation.Negate => -dy,
            UnaryOperation.Abs => Sign(x) * dy,
            UnaryOperation.Square => (x + x) * dy,
            UnaryOperation.Sqrt => dy / (T.Sqrt(x) + T.Sqrt(x)),
            UnaryOperation.Reciprocal => -dy / (x * x),
            UnaryOperation.ReciprocalSqrt => -dy / (T.CreateChecked(2) * x * T.Sqrt(x)),
            UnaryOperation.Exp => T.Exp(x) * dy,
            UnaryOperation.Log => dy / x,
            UnaryOperation.Sign or UnaryOperation.Ceiling or UnaryOperation.Floor or UnaryOperation.Round or UnaryOperation.Truncate
                or UnaryOperation.IsNaN => T.Zero,
            UnaryOperation.Erf => T.CreateChecked(2) / T.Sqrt(T.Pi) * T.Exp(-x * x) * dy,
            UnaryOperation.Softplus => ReferenceMath.Sigmoid(x) * dy,
            UnaryOperation.Softsign => dy / ((T.One + T.Abs(x)) * (T.One + T.Abs(x))),
            UnaryOperation.ToFloat16 or UnaryOperation.ToBFloat16 or UnaryOperation.CutToBFloat16 => dy,
            UnaryOperation.Sin => T.Cos(x) * dy,
            UnaryOperation.Cos => -T.Sin(x) * dy,
            UnaryOperation.Tan => (T.One + (T.Tan(x) * T.Tan(x))) * dy,
            UnaryOperation.Asin => dy / T.Sqrt(T.One - (x * x)),
            UnaryOperation.Acos => -dy / T.Sqrt(T.One - (x * x)),
            UnaryOperation.Atan => dy / (T.One + (x * x)),
            UnaryOperation.Sinh => T.Cosh(x) * dy,
            UnaryOperation.Cosh => T.Sinh(x) * dy,
            UnaryOperation.Asinh => dy / T.Sqrt((x * x) + T.One),
            UnaryOperation.Acosh => x < T.One ? T.NaN : dy / T.Sqrt((x * x) - T.One),
            UnaryOperation.Atanh => T.Abs(x) > T.One ? T.NaN : dy / (T.One - (x * x)),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Unknown operation."),
        };

    private static T Sign<T>(T x)
        where T : IFloatingPointIeee754<T> =>
        T.IsNaN(x) || T.IsZero(x) ? x : T.CopySign(T.One, x);
}
