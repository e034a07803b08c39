using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Convolutions.</summary>
internal static class ConvolutionOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("Conv", Convolution),
    ];

    private static OnnxOperand Convolution(OnnxCall call)
    {
        NamedTensor weight = call.Fixed(1, 4);
        int[] shape = [.. weight.Shape.Select(call.Extent)];
        int groups = call.Extent(call.Whole("group", 1));
        (Size2d stride, Size2d dilation) = (call.Pair("strides", 1), call.Pair("dilations", 1));
        NamedTensor? bias = call.OptionalFixed(2);
        var layer = new Conv2d(call.Extent((long)shape[1] * groups), shape[0], new Size2d(shape[2], shape[3]), new Conv2dOptions
        {
            Stride = stride,
            Dilation = dilation,
            Groups = groups,
            Padding = call.Padding((shape[2], shape[3]), stride, dilation),
            Bias = bias is not null,
        });
        call.Fill(layer.Weight, weight);
        call.Fill(layer.Bias, bias);
        return call.Layer(layer, call.Operand(0));
    }
}
