using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Softmax and its logarithm: along one dimension since version 13, over all from one on before.</summary>
internal static class SoftmaxOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("LogSoftmax", call => Flattened(call, axis => new LogSoftmax(axis))),
        new("LogSoftmax", call => Along(call, axis => new LogSoftmax(axis))) { Since = 13 },
        new("Softmax", call => Flattened(call, axis => new Softmax(axis))),
        new("Softmax", call => Along(call, axis => new Softmax(axis))) { Since = 13 },
    ];

    private static OnnxOperand Along(OnnxCall call, Func<int, Module> make)
    {
        OnnxOperand x = call.Operand(0);
        return call.Rounded(call.Layer(make(call.Axis(call.Whole("axis", -1), x.Rank)), x));
    }

    private static OnnxOperand Flattened(OnnxCall call, Func<int, Module> make)
    {
        OnnxOperand x = call.Operand(0);
        int axis = call.Axis(call.Whole("axis", 1), x.Rank);
        if (axis == x.Rank - 1)
        {
            return call.Rounded(call.Layer(make(-1), x));
        }

        OnnxOperand rows = ShapeOperators.Reshape(
            call, x, ShapeOperators.Flattened(x.Shapes.First, axis), ShapeOperators.Flattened(x.Shapes.Second, axis));
        OnnxOperand y = call.Rounded(call.Layer(make(-1), rows));
        return ShapeOperators.Reshape(call, y, x.Shapes.First.ToArray(), x.Shapes.Second.ToArray());
    }
}
