using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Softmax and its logarithm.</summary>
internal static class SoftmaxOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("LogSoftmax", LogSoftmax),
    ];

    private static OnnxOperand LogSoftmax(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        return call.Axis(call.Whole("axis", call.Version >= 13 ? -1 : 1), x.Rank) == x.Rank - 1
            ? call.Layer(new LogSoftmax(), x)
            : throw call.Unsupported("an axis other than the last");
    }
}
