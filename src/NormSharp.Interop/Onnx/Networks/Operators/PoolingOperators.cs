using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Pooling.</summary>
internal static class PoolingOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("AveragePool", AveragePool),
        new("GlobalAveragePool", call => call.Layer(new GlobalAveragePool2d(), call.Operand(0))),
        new("MaxPool", MaxPool),
    ];

    private static OnnxOperand MaxPool(OnnxCall call)
    {
        (Size2d kernel, Size2d stride, Size2d padding) = Window(call);
        return call.Layer(new MaxPool2d(kernel, stride, padding), call.Operand(0));
    }

    private static OnnxOperand AveragePool(OnnxCall call)
    {
        (Size2d kernel, Size2d stride, Size2d padding) = Window(call);
        return call.Layer(new AveragePool2d(kernel, stride, padding, call.Whole("count_include_pad", 0) != 0), call.Operand(0));
    }

    private static (Size2d Kernel, Size2d Stride, Size2d Padding) Window(OnnxCall call)
    {
        (Size2d kernel, Size2d stride) = (call.Pair("kernel_shape", 0), call.Pair("strides", 1));
        if (call.Whole("ceil_mode", 0) != 0 || call.Whole("storage_order", 0) != 0 || call.Pair("dilations", 1) != new Size2d(1, 1)
            || call.Node.Outputs.Count > 1)
        {
            throw call.Unsupported("ceil_mode, dilations, storage_order or indices");
        }

        return (kernel, stride, call.Padding(kernel, stride, 1));
    }
}
