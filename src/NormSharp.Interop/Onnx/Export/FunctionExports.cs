using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>Functions of one and of several numbers. Truth values are cast to 1 and 0, which the network computes with.</summary>
internal static class FunctionExports
{
    private const int Float = 1;
    private const int Bool = 9;
    private const int Float16 = 10;
    private const int BFloat16 = 16;

    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<Affine>((layer, call) => call.Add(
            "Add", [call.Add("Mul", [call.X, call.Number("scale", layer.Scale)]), call.Number("shift", layer.Shift)])),
        LayerExports.For<BinaryFunction>((layer, call) => call.Inputs.Skip(1).Aggregate(
            call.X, (joined, next) => Binary(layer.Operation, call, [joined, next]))),
        LayerExports.For<MatrixProduct>((_, call) => call.Add("MatMul", call.Inputs)),
        LayerExports.For<ParametricRelu>((_, call) => call.Add("PRelu", call.Inputs)),
        LayerExports.For<Select>((_, call) => call.Add("Where", [call.Cast(call.X, Bool), call.Inputs[1], call.Inputs[2]])),
        LayerExports.For<UnaryFunction>((layer, call) => Unary(layer.Operation, call)),
    ];

    private static string Unary(UnaryOperation operation, LayerExport call) => operation switch
    {
        UnaryOperation.Negate => call.Add("Neg", call.Inputs),
        UnaryOperation.Ceiling => call.Add("Ceil", call.Inputs),
        UnaryOperation.IsNaN => call.Cast(call.Add("IsNaN", call.Inputs), Float),
        UnaryOperation.ReciprocalSqrt => call.Add("Reciprocal", [call.Add("Sqrt", call.Inputs)]),
        UnaryOperation.Square => call.Add("Mul", [call.X, call.X]),
        UnaryOperation.ToFloat16 => call.Cast(call.Cast(call.X, Float16), Float),
        UnaryOperation.ToBFloat16 => call.Cast(call.Cast(call.X, BFloat16), Float),
        UnaryOperation.CutToBFloat16 => throw call.Unsupported("runtimes round to bfloat16, and it cuts"),
        UnaryOperation.Truncate => Truncated(call, call.X),
        _ => call.Add($"{operation}", call.Inputs),
    };

    private static string Binary(BinaryOperation operation, LayerExport call, string[] inputs) => operation switch
    {
        BinaryOperation.Add or BinaryOperation.Max or BinaryOperation.Min => call.Add($"{operation}", inputs),
        BinaryOperation.Subtract => call.Add("Sub", inputs),
        BinaryOperation.Multiply => call.Add("Mul", inputs),
        BinaryOperation.Divide => call.Add("Div", inputs),
        BinaryOperation.Power => call.Add("Pow", inputs),
        BinaryOperation.TruncatingDivide => Truncated(call, call.Add("Div", inputs)),
        BinaryOperation.Modulo => call.Add(
            "Sub", [inputs[0], call.Add("Mul", [inputs[1], call.Add("Floor", [call.Add("Div", inputs)])])]),
        BinaryOperation.Remainder => call.Add("Mod", inputs, OnnxAttributes.Of("fmod", 1L)),
        BinaryOperation.NotEqual => call.Cast(call.Add("Not", [call.Add("Equal", inputs)]), Float),
        _ => call.Cast(call.Add($"{operation}", inputs), Float),
    };

    private static string Truncated(LayerExport call, string value)
        => call.Add("Mul", [call.Add("Sign", [value]), call.Add("Floor", [call.Add("Abs", [value])])]);
}
