using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Functions of each element, and arithmetic of several values that broadcast.</summary>
internal static class ElementwiseOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("Abs", call => call.Layer(new UnaryFunction(UnaryOperation.Abs), call.Operand(0))),
        new("Add", call => Wrapped(call, Add)),
        new("Ceil", call => call.Layer(new UnaryFunction(UnaryOperation.Ceiling), call.Operand(0))),
        new("Div", Divide),
        new("Erf", call => call.Unary(UnaryOperation.Erf, call.Operand(0))),
        new("Exp", call => call.Unary(UnaryOperation.Exp, call.Operand(0))),
        new("Floor", call => call.Layer(new UnaryFunction(UnaryOperation.Floor), call.Operand(0))),
        new("Log", call => call.Unary(UnaryOperation.Log, call.Operand(0))),
        new("Max", call => call.Layer(new BinaryFunction(BinaryOperation.Max), call.Operands)),
        new("Mean", call => call.Affine(Sum(call, call.Operands), 1.0 / call.Operands.Length, 0)),
        new("Min", call => call.Layer(new BinaryFunction(BinaryOperation.Min), call.Operands)),
        new("Mod", call => call.Binary(
            call.Whole("fmod", 0) != 0 ? BinaryOperation.Remainder : BinaryOperation.Modulo, call.Operand(0), call.Operand(1))),
        new("Mul", call => Wrapped(call, Multiply)),
        new("Neg", call => call.Layer(new Affine(-1, 0), call.Operand(0))),
        new("Pow", Power),
        new("Reciprocal", call => call.Unary(UnaryOperation.Reciprocal, call.Operand(0))),
        new("Round", call => call.Layer(new UnaryFunction(UnaryOperation.Round), call.Operand(0))),
        new("Sign", call => call.Layer(new UnaryFunction(UnaryOperation.Sign), call.Operand(0))),
        new("Sqrt", call => call.Unary(UnaryOperation.Sqrt, call.Operand(0))),
        new("Sub", call => Wrapped(call, Subtract)),
        new("Sum", call => call.Rounded(Sum(call, call.Operands))),
        .. Circular.Select(operation => new OnnxOperator(
            $"{operation}", call => call.Unary(operation, call.Operand(0)))),
    ];

    /// <summary>Sines and their kin, which the standard calls as they are called here.</summary>
    private static IEnumerable<UnaryOperation> Circular =>
    [
        UnaryOperation.Sin, UnaryOperation.Cos, UnaryOperation.Tan, UnaryOperation.Asin, UnaryOperation.Acos, UnaryOperation.Atan,
        UnaryOperation.Sinh, UnaryOperation.Cosh, UnaryOperation.Asinh, UnaryOperation.Acosh, UnaryOperation.Atanh,
    ];

    /// <summary>A sum; of values of one shape it may be computed in the step that gives one of them, as shortcuts are.</summary>
    public static OnnxOperand Sum(OnnxCall call, OnnxOperand[] operands)
        => call.Layer(new Sum(broadcasts: operands.Any(operand => operand.Shapes != operands[0].Shapes)), operands);

    /// <summary>Whole numbers of 8 and 16 bits are computed with as wider ones, and what is beyond their range wraps around.</summary>
    private static OnnxOperand Wrapped(OnnxCall call, Func<OnnxCall, OnnxOperand, OnnxOperand, OnnxOperand> compute)
    {
        (OnnxOperand a, OnnxOperand b) = (call.Operand(0), call.Operand(1));
        return TypeRules.IsNarrow(a.Type)
            ? call.WrappedAs(compute(call, a.As(ElementType.Int32), b.As(ElementType.Int32)), a.Type).As(a.Type)
            : compute(call, a, b);
    }

    private static OnnxOperand Add(OnnxCall call, OnnxOperand a, OnnxOperand b)
    {
        return Simple(a, b) is { } shift ? call.Affine(a, 1, shift)
            : Simple(b, a) is { } other ? call.Affine(b, 1, other)
            : call.Rounded(Sum(call, [a, b]));
    }

    private static OnnxOperand Subtract(OnnxCall call, OnnxOperand a, OnnxOperand b)
    {
        return Simple(a, b) is { } shift ? call.Affine(a, 1, -shift)
            : Simple(b, a) is { } from ? call.Affine(b, -1, from)
            : call.Binary(BinaryOperation.Subtract, a, b);
    }

    private static OnnxOperand Multiply(OnnxCall call, OnnxOperand a, OnnxOperand b)
    {
        return Simple(a, b) is { } scale ? call.Affine(a, scale, 0)
            : Simple(b, a) is { } other ? call.Affine(b, other, 0)
            : call.Rounded(call.Layer(new Product(), a, b));
    }

    private static OnnxOperand Divide(OnnxCall call)
    {
        (OnnxOperand a, OnnxOperand b) = (call.Operand(0), call.Operand(1));
        return a.IsWhole() ? call.Layer(new BinaryFunction(BinaryOperation.TruncatingDivide), a, b)
            : Simple(a, b) is { } divisor && divisor != 0 && double.IsFinite(1 / divisor) ? call.Affine(a, 1 / divisor, 0)
            : call.Binary(BinaryOperation.Divide, a, b);
    }

    /// <summary>The usual exponents are cheap functions; the type is the base's.</summary>
    private static OnnxOperand Power(OnnxCall call)
    {
        (OnnxOperand a, OnnxOperand b) = (call.Operand(0), call.Operand(1));
        OnnxOperand y = (b.Rank <= a.Rank ? b.Scalar() : null) switch
        {
            1 => a,
            2 => call.Layer(new UnaryFunction(UnaryOperation.Square), a),
            3 => call.Layer(new Product(), a, a, a),
            0.5 when !a.IsWhole() => call.Layer(new UnaryFunction(UnaryOperation.Sqrt), a),
            -1 when !a.IsWhole() => call.Layer(new UnaryFunction(UnaryOperation.Reciprocal), a),
            _ => call.Layer(new BinaryFunction(BinaryOperation.Power), a, b),
        };
        return a.IsWhole() && !b.IsWhole() ? call.Layer(new UnaryFunction(UnaryOperation.Truncate), y) : call.Rounded(y);
    }

    /// <summary>The one real number that an operand is, where the other gives the result its shape; else null.</summary>
    private static double? Simple(OnnxOperand other, OnnxOperand operand)
        => other.Constant is null && !operand.IsWhole() && operand.Rank <= other.Rank && operand.Scalar() is { } value
            && double.IsFinite(value) ? value : null;
}
