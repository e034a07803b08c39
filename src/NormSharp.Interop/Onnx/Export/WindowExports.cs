using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;
using OnnxSchema;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>Convolutions and poolings of any rank, with the padding that follows from the shape of the input.</summary>
internal static class WindowExports
{
    private const int DilatedAverageOpset = 19;
    private const int DilatedNormOpset = 18;

    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<Convolution>((layer, call) => Convolution(
            call, Operands(call, layer.Weight, layer.Bias), layer.Window, layer.Groups)),
        LayerExports.For<OperandConvolution>((layer, call) => Convolution(call, call.Inputs, layer.Window, layer.Groups)),
        LayerExports.For<ConvTranspose2d>((layer, call) => Transposed(
            call, Operands(call, layer.Weight, layer.Bias), layer.Window, layer.Options.Groups)),
        LayerExports.For<TransposedConvolution>((layer, call) => Transposed(
            call, Operands(call, layer.Weight, layer.Bias), layer.Window, layer.Groups)),
        LayerExports.For<OperandTransposedConvolution>((layer, call) => Transposed(call, call.Inputs, layer.Window, layer.Groups)),
        LayerExports.For<MaxPool>((layer, call) => call.Add("MaxPool", call.Inputs, [.. Window(call, layer.Window), Ceil(layer.Window)])),
        LayerExports.For<MaxPoolPlaces>((layer, call) => call.Add(
            "Cast",
            [
                call.AddForSecond(
                    "MaxPool",
                    call.Inputs,
                    [.. Window(call, layer.Window), Ceil(layer.Window), OnnxAttributes.Of("storage_order", layer.ColumnMajor ? 1 : 0)]),
            ],
            OnnxAttributes.Of("to", OnnxGraphWriter.FloatType))),
        LayerExports.For<AveragePool>((layer, call) => call.Add(
            "AveragePool",
            call.Inputs,
            [
                .. Undilated(call, layer.Window, DilatedAverageOpset),
                Ceil(layer.Window),
                OnnxAttributes.Of("count_include_pad", layer.CountPadding ? 1 : 0),
            ])),
        LayerExports.For<LpPool>((layer, call) => call.Add(
            "LpPool",
            call.Inputs,
            [.. Undilated(call, layer.Window, DilatedNormOpset), OnnxAttributes.Of("p", layer.P)])),
        LayerExports.For<GlobalPool>((layer, call) => layer.Kind switch
        {
            GlobalPoolKind.Average => call.Add("GlobalAveragePool", call.Inputs),
            GlobalPoolKind.Max => call.Add("GlobalMaxPool", call.Inputs),
            _ => call.Add("GlobalLpPool", call.Inputs, OnnxAttributes.Of("p", layer.P)),
        }),
    ];

    private static IReadOnlyList<string> Operands(LayerExport call, Tensor weight, Tensor? bias) => bias is null
        ? [call.X, call.State(weight, "weight")]
        : [call.X, call.State(weight, "weight"), call.State(bias, "bias")];

    private static string Convolution(LayerExport call, IReadOnlyList<string> operands, SpatialWindow window, int groups)
        => call.Add("Conv", operands, [.. Window(call, window), OnnxAttributes.Of("group", groups)]);

    /// <summary>Padding that takes more from the output than there is adds zeros to it, before the bias is added.</summary>
    private static string Transposed(LayerExport call, IReadOnlyList<string> operands, TransposedWindow window, int groups)
    {
        AxisWindow[] along = [.. Enumerable.Range(0, window.Window.Rank).Select(d => window.Along(d, call.Shape[d + 2]))];
        int[] whole = [.. along.Select(axis => (axis.Stride * (axis.Outputs - 1)) + (axis.Dilation * (axis.Kernel - 1)) + 1)];

        // What the output gains at its end may come from padding that takes less there, or from zeros.
        int[] after = [.. along.Select((axis, d) => whole[d] - axis.Before - axis.Extent)];
        AttributeProto[] attributes =
        [
            OnnxAttributes.Of("kernel_shape", Wide(window.Window.Kernel)),
            OnnxAttributes.Of("strides", Wide(window.Window.Stride)),
            OnnxAttributes.Of("dilations", Wide(window.Window.Dilation)),
            OnnxAttributes.Of("group", groups),
            OnnxAttributes.Of("pads", Wide([.. along.Select(axis => axis.Before), .. after.Select(pad => Math.Max(pad, 0))])),
        ];
        if (after.All(pad => pad >= 0))
        {
            return call.Add("ConvTranspose", operands, attributes);
        }

        string spread = call.Add("ConvTranspose", operands.Take(2), attributes);
        long[] zeros = [.. Enumerable.Repeat(0L, window.Window.Rank + 2)];
        string padded = call.Add(
            "Pad", [spread, call.Wholes("gained", [.. zeros, 0, 0, .. after.Select(pad => (long)Math.Max(-pad, 0))])]);
        return operands.Count == 2
            ? padded
            : call.Add("Add", [padded, call.Reshape(operands[2], [-1, .. Enumerable.Repeat(1L, window.Window.Rank)])]);
    }

    private static AttributeProto[] Window(LayerExport call, SpatialWindow window)
    {
        AxisWindow[] along = [.. Enumerable.Range(0, window.Rank).Select(d => window.Along(d, call.Shape[d + 2]))];
        AttributeProto[] attributes =
        [
            OnnxAttributes.Of("kernel_shape", Wide(window.Kernel)),
            OnnxAttributes.Of("strides", Wide(window.Stride)),
            OnnxAttributes.Of("pads", Wide([.. along.Select(axis => axis.Before), .. along.Select(axis => axis.After)])),
        ];
        return window.Dilation.All(dilation => dilation == 1)
            ? attributes
            : [.. attributes, OnnxAttributes.Of("dilations", Wide(window.Dilation))];
    }

    private static AttributeProto[] Undilated(LayerExport call, SpatialWindow window, int opset)
        => call.Opset >= opset || window.Dilation.All(dilation => dilation == 1)
        ? Window(call, window)
        : throw call.Unsupported($"its windows have a dilation, which the operator has from version {opset} on");

    private static AttributeProto Ceil(SpatialWindow window) => OnnxAttributes.Of("ceil_mode", window.Ceil ? 1 : 0);

    private static IEnumerable<long> Wide(IEnumerable<int> numbers) => numbers.Select(number => (long)number);
}
