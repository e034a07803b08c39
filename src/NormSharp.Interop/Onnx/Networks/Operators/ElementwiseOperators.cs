using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Functions of each element, and of elements of several values.</summary>
internal static class ElementwiseOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("Add", call => Sum(call, call.Operands)),
        new("LeakyRelu", call => call.Layer(new LeakyRelu(call.Real("alpha", 0.01f)), call.Operand(0))),
        new("Mul", call => call.Layer(new Product(), call.Operands)),
        new("Relu", call => call.Layer(new Relu(), call.Operand(0))),
        new("Sigmoid", call => call.Layer(new Sigmoid(), call.Operand(0))),
        new("Tanh", call => call.Layer(new Tanh(), call.Operand(0))),
    ];

    /// <summary>A sum; of values of one shape it may be computed in the step that gives one of them, as shortcuts are.</summary>
    public static OnnxOperand Sum(OnnxCall call, OnnxOperand[] operands)
        => call.Layer(new Sum(broadcasts: operands.Any(operand => operand.Shapes != operands[0].Shapes)), operands);
}
