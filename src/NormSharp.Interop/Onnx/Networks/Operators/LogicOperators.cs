using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Comparison, logic, choice, and other types of numbers. Truth values are 1 and 0.</summary>
internal static class LogicOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("And", call => call.Layer(new Product(), call.Operands)),
        new("Cast", call => Cast(call, OnnxTypes.Of((int)call.Whole("to", 0)))),
        new("CastLike", call => Cast(call, call.Operand(1).Type)),
        new("Equal", call => call.Compare(BinaryOperation.Equal, call.Operands)),
        new("Greater", call => call.Compare(BinaryOperation.Greater, call.Operands)),
        new("GreaterOrEqual", call => call.Compare(BinaryOperation.GreaterOrEqual, call.Operands)),
        new("IsInf", IsInfinite),
        new("IsNaN", call => call.Layer(ElementType.Bool, new UnaryFunction(UnaryOperation.IsNaN), call.Operand(0))),
        new("Less", call => call.Compare(BinaryOperation.Less, call.Operands)),
        new("LessOrEqual", call => call.Compare(BinaryOperation.LessOrEqual, call.Operands)),
        new("Not", call => call.Layer(new Affine(-1, 1), call.Operand(0))),
        new("Or", call => call.Layer(new BinaryFunction(BinaryOperation.Max), call.Operands)),
        new("Where", call => call.Layer(call.Operand(1).Type, new Select(), call.Operands)),
        new("Xor", call => call.Compare(BinaryOperation.NotEqual, call.Operands)),
    ];

    private static OnnxOperand Cast(OnnxCall call, ElementType type)
    {
        OnnxOperand x = call.Operand(0);
        OnnxTypeCheck.ThrowUnlessNumbers(type, $"what its {call.Node} casts to");
        if (type == x.Type)
        {
            return x;
        }

        if (type == ElementType.Bool)
        {
            return call.Compare(BinaryOperation.NotEqual, x, call.Number(0, x.Type));
        }

        if (!Tensors.ElementTypes.IsInteger(type))
        {
            return type == ElementType.BFloat16
                ? call.Layer(type, new UnaryFunction(UnaryOperation.CutToBFloat16), x)
                : call.Rounded(x.As(type));
        }

        OnnxOperand whole = x.IsWhole() ? x : call.Layer(new UnaryFunction(UnaryOperation.Truncate), x);
        bool isNarrower = Tensors.ElementTypes.SizeOf(type) < 4 && x.IsWhole() && x.Type != ElementType.Bool;
        return (isNarrower ? call.WrappedAs(whole, type) : whole).As(type);
    }

    private static OnnxOperand IsInfinite(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        bool detectsPositive = call.Whole("detect_positive", 1) != 0;
        if (detectsPositive && call.Whole("detect_negative", 1) != 0)
        {
            x = call.Layer(new UnaryFunction(UnaryOperation.Abs), x);
        }

        double infinity = detectsPositive ? double.PositiveInfinity : double.NegativeInfinity;
        return call.Compare(BinaryOperation.Equal, x, call.Number(infinity, x.Type));
    }
}
