using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Interop.Tensors;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>What the type of a value means for arithmetic that a network does in float32.</summary>
internal static class TypeRules
{
    public static bool IsWhole(this OnnxOperand operand) => ElementTypes.IsInteger(operand.Type);

    /// <summary>A function of one number, rounded as the type asks.</summary>
    public static OnnxOperand Unary(this OnnxCall call, UnaryOperation operation, OnnxOperand x)
        => call.Rounded(call.Layer(new UnaryFunction(operation), x));

    /// <summary>A function of several numbers.</summary>
    public static OnnxOperand Binary(this OnnxCall call, BinaryOperation operation, params OnnxOperand[] operands)
        => call.Rounded(call.Layer(new BinaryFunction(operation), operands));

    /// <summary>A comparison, whose result is a truth value.</summary>
    public static OnnxOperand Compare(this OnnxCall call, BinaryOperation operation, params OnnxOperand[] operands)
        => call.Layer(ElementType.Bool, new BinaryFunction(operation), operands);

    /// <summary>scale·x + shift.</summary>
    public static OnnxOperand Affine(this OnnxCall call, OnnxOperand x, double scale, double shift)
        => scale == 1 && shift == 0 ? x : call.Rounded(call.Layer(new Affine(scale, shift), x));

    /// <summary>One number, to be used beside an operand.</summary>
    public static OnnxOperand Number(this OnnxCall call, double value, ElementType type) => call.Numbers([], type, value);

    /// <summary>Rounds what was computed to the 16 bits of its type.</summary>
    public static OnnxOperand Rounded(this OnnxCall call, OnnxOperand y) => y.Type switch
    {
        ElementType.Float16 => call.Layer(new UnaryFunction(UnaryOperation.ToFloat16), y),
        ElementType.BFloat16 => call.Layer(new UnaryFunction(UnaryOperation.ToBFloat16), y),
        _ => y,
    };

    /// <summary>Whether whole numbers of a type take less than 32 bits.</summary>
    public static bool IsNarrow(ElementType type)
        => type is ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16;

    /// <summary>
    /// Brings wider whole numbers into the range of a type of 8 or 16 bits as the machine does: modulo 2⁸ or 2¹⁶. They are not said to be
    /// of that type yet.
    /// </summary>
    public static OnnxOperand WrappedAs(this OnnxCall call, OnnxOperand y, ElementType type)
    {
        (double modulus, double shift) = type switch
        {
            ElementType.UInt8 => (256, 0),
            ElementType.Int8 => (256, 128),
            ElementType.UInt16 => (65536, 0),
            ElementType.Int16 => (65536, 32768),
            _ => (0.0, 0.0),
        };
        if (modulus == 0)
        {
            return y;
        }

        OnnxOperand shifted = call.Affine(y, 1, shift);
        OnnxOperand rest = call.Layer(new BinaryFunction(BinaryOperation.Modulo), shifted, call.Number(modulus, ElementType.Float64));
        return call.Affine(rest, 1, -shift);
    }

    /// <summary>The one number that an operand is known to be in any case, or null.</summary>
    public static double? Scalar(this OnnxOperand operand)
        => operand.Constant is { IsFixed: true } constant && constant.First.Count == 1 ? constant.First.ReadDouble()[0] : null;
}
