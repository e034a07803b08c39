using NormSharp.Primitives;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>Turns a <see cref="BinaryOperation"/> into its function's type, once for each call of a kernel.</summary>
internal static class BinaryDispatch
{
    /// <summary>Calls the visitor with the operation's function.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The operation is not one that kernels know.</exception>
    public static void Dispatch<TVisitor>(this BinaryOperation operation, ref TVisitor visitor)
        where TVisitor : struct, IBinaryVisitor, allows ref struct
    {
        switch (operation)
        {
            case BinaryOperation.Add:
                visitor.Visit(default(Add));
                break;
            case BinaryOperation.Subtract:
                visitor.Visit(default(Subtract));
                break;
            case BinaryOperation.Multiply:
                visitor.Visit(default(Multiply));
                break;
            case BinaryOperation.Divide:
                visitor.Visit(default(Divide));
                break;
            case BinaryOperation.Max:
                visitor.Visit(default(Max));
                break;
            case BinaryOperation.Min:
                visitor.Visit(default(Min));
                break;
            case BinaryOperation.Equal:
                visitor.Visit(default(Equal));
                break;
            case BinaryOperation.NotEqual:
                visitor.Visit(default(NotEqual));
                break;
            case BinaryOperation.Less:
                visitor.Visit(default(Less));
                break;
            case BinaryOperation.LessOrEqual:
                visitor.Visit(default(LessOrEqual));
                break;
            case BinaryOperation.Greater:
                visitor.Visit(default(Greater));
                break;
            case BinaryOperation.GreaterOrEqual:
                visitor.Visit(default(GreaterOrEqual));
                break;
            case BinaryOperation.Power:
                visitor.Visit(default(Power));
                break;
            case BinaryOperation.TruncatingDivide:
                visitor.Visit(default(TruncatingDivide));
                break;
            case BinaryOperation.Modulo:
                visitor.Visit(default(Modulo));
                break;
            case BinaryOperation.Remainder:
                visitor.Visit(default(Remainder));
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(operation), operation, $"Operation {operation} is not one of {nameof(BinaryOperation)}.");
        }
    }
}
