using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>Turns a <see cref="UnaryOperation"/> into its function's type, once for each call of a kernel.</summary>
internal static class UnaryDispatch
{
    /// <summary>Calls the visitor with the operation's function.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The operation is not one that kernels know.</exception>
    public static void Dispatch<TVisitor>(this UnaryOperation operation, ref TVisitor visitor)
        where TVisitor : struct, IEpilogueVisitor, allows ref struct
    {
        switch (operation)
        {
            case UnaryOperation.Negate:
                visitor.Visit(default(Negate));
                break;
            case UnaryOperation.Abs:
                visitor.Visit(default(Abs));
                break;
            case UnaryOperation.Square:
                visitor.Visit(default(Square));
                break;
            case UnaryOperation.Sqrt:
                visitor.Visit(default(Sqrt));
                break;
            case UnaryOperation.Reciprocal:
                visitor.Visit(default(Reciprocal));
                break;
            case UnaryOperation.ReciprocalSqrt:
                visitor.Visit(default(ReciprocalSqrt));
                break;
            case UnaryOperation.Exp:
                visitor.Visit(default(Exp));
                break;
            case UnaryOperation.Log:
                visitor.Visit(default(Log));
                break;
            case UnaryOperation.Sign:
                visitor.Visit(default(Stepwise<Sign>));
                break;
            case UnaryOperation.Ceiling:
                visitor.Visit(default(Stepwise<Ceiling>));
                break;
            case UnaryOperation.Floor:
                visitor.Visit(default(Stepwise<Floor>));
                break;
            case UnaryOperation.Round:
                visitor.Visit(default(Stepwise<Round>));
                break;
            case UnaryOperation.Truncate:
                visitor.Visit(default(Stepwise<Truncate>));
                break;
            case UnaryOperation.Erf:
                visitor.Visit(default(Erf));
                break;
            case UnaryOperation.Softplus:
                visitor.Visit(default(Softplus));
                break;
            case UnaryOperation.Softsign:
                visitor.Visit(default(Softsign));
                break;
            case UnaryOperation.IsNaN:
                visitor.Visit(default(Stepwise<IsNaN>));
                break;
            case UnaryOperation.ToFloat16:
                visitor.Visit(default(PassedThrough<ToFloat16>));
                break;
            case UnaryOperation.ToBFloat16:
                visitor.Visit(default(PassedThrough<ToBFloat16>));
                break;
            case UnaryOperation.CutToBFloat16:
                visitor.Visit(default(PassedThrough<CutToBFloat16>));
                break;
            case UnaryOperation.Sin:
                visitor.Visit(default(Sloped<Sin>));
                break;
            case UnaryOperation.Cos:
                visitor.Visit(default(Sloped<Cos>));
                break;
            case UnaryOperation.Tan:
                visitor.Visit(default(Sloped<Tan>));
                break;
            case UnaryOperation.Asin:
                visitor.Visit(default(Sloped<Asin>));
                break;
            case UnaryOperation.Acos:
                visitor.Visit(default(Sloped<Acos>));
                break;
            case UnaryOperation.Atan:
                visitor.Visit(default(Sloped<Atan>));
                break;
            case UnaryOperation.Sinh:
                visitor.Visit(default(Sloped<Sinh>));
                break;
            case UnaryOperation.Cosh:
                visitor.Visit(default(Sloped<Cosh>));
                break;
            case UnaryOperation.Asinh:
                visitor.Visit(default(Sloped<Asinh>));
                break;
            case UnaryOperation.Acosh:
                visitor.Visit(default(Sloped<Acosh>));
                break;
            case UnaryOperation.Atanh:
                visitor.Visit(default(Sloped<Atanh>));
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(operation), operation, $"Operation {operation} is not one of {nameof(UnaryOperation)}.");
        }
    }
}
