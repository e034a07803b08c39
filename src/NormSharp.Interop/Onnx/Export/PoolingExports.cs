using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>What makes planes smaller or larger.</summary>
internal static class PoolingExports
{
    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<MaxPool2d>((layer, call) => call.Add(
            "MaxPool",
            call.Inputs,
            OnnxAttributes.Pair("kernel_shape", layer.Settings.Kernel),
            OnnxAttributes.Pair("strides", layer.Settings.Stride),
            OnnxAttributes.Padding(layer.Settings.Padding))),
        LayerExports.For<AdaptiveAveragePool2d>(Adaptive),
        LayerExports.For<AveragePool2d>((layer, call) => call.Add(
            "AveragePool",
            call.Inputs,
            OnnxAttributes.Pair("kernel_shape", layer.Settings.Kernel),
            OnnxAttributes.Pair("strides", layer.Settings.Stride),
            OnnxAttributes.Padding(layer.Settings.Padding),
            OnnxAttributes.Of("count_include_pad", layer.CountPadding ? 1 : 0))),
        LayerExports.For<GlobalAveragePool2d>((_, call) => call.Add("GlobalAveragePool", call.Inputs)),
        LayerExports.For<Pad2d>((layer, call) => call.Add(
            "Pad",
            [
                call.X,
                call.Wholes("pads", 0, 0, layer.Top, layer.Left, 0, 0, layer.Bottom, layer.Right),
                call.Number("value", layer.Value),
            ])),
        LayerExports.For<Upsample2d>((layer, call) => call.Add(
            "Resize",
            [call.X, string.Empty, call.Numbers("scales", [4], 1, 1, layer.Factor.Height, layer.Factor.Width)],
            OnnxAttributes.Of("mode", "nearest"),
            OnnxAttributes.Of("coordinate_transformation_mode", "asymmetric"),
            OnnxAttributes.Of("nearest_mode", "floor"))),
    ];

    /// <summary>Means of windows along rows and columns, as products with matrices where windows differ.</summary>
    private static string Adaptive(AdaptiveAveragePool2d layer, LayerExport call)
    {
        (int height, int width) = (call.Shape[2], call.Shape[3]);
        (int rows, int columns) = (layer.OutputSize.Height, layer.OutputSize.Width);
        if (height % rows == 0 && width % columns == 0)
        {
            Size2d window = (height / rows, width / columns);
            return window == 1 ? call.X : call.Add(
                "AveragePool", call.Inputs, OnnxAttributes.Pair("kernel_shape", window), OnnxAttributes.Pair("strides", window));
        }

        float[] means = AdaptiveAveragePool2d.Means(width, columns);
        float[] transposed = [.. Enumerable.Range(0, means.Length).Select(i => means[(i % columns * width) + (i / columns)])];
        string pooled = call.Add("MatMul", [call.X, call.Numbers("columns", [width, columns], transposed)]);
        return call.Add("MatMul", [call.Numbers("rows", [rows, height], AdaptiveAveragePool2d.Means(height, rows)), pooled]);
    }
}
