using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>What reads or writes at computed places, and what chooses boxes.</summary>
internal static class SamplingExports
{
    private const int GridSampleOpset = 16;
    private const int GridSampleNamesOpset = 20;
    private const int DeformConvOpset = 19;

    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<GridSample>(GridSample),
        LayerExports.For<DeformableConvolution>(DeformConv),
        LayerExports.For<MaxUnpool>(MaxUnpool),
        LayerExports.For<NonMaxSuppression>(NonMaxSuppression),
    ];

    private static string GridSample(GridSample layer, LayerExport call)
    {
        int needed = call.Shape.Rank == 4 ? GridSampleOpset : GridSampleNamesOpset;
        if (call.Opset < needed)
        {
            throw call.Unsupported($"the operator is there from version {needed} on");
        }

        bool hasNewNames = call.Opset >= GridSampleNamesOpset;
        return call.Add(
            "GridSample",
            call.Inputs,
            OnnxAttributes.Of("mode", layer.Mode switch
            {
                SamplingMode.Nearest => "nearest",
                SamplingMode.Cubic => hasNewNames ? "cubic" : "bicubic",
                _ => hasNewNames ? "linear" : "bilinear",
            }),
            OnnxAttributes.Of("padding_mode", layer.Border switch
            {
                SamplingBorder.Edge => "border",
                SamplingBorder.Mirror => "reflection",
                _ => "zeros",
            }),
            OnnxAttributes.Of("align_corners", layer.AlignsCorners ? 1 : 0));
    }

    private static string DeformConv(DeformableConvolution layer, LayerExport call)
    {
        if (call.Opset < DeformConvOpset)
        {
            throw call.Unsupported($"the operator is there from version {DeformConvOpset} on");
        }

        (var rows, var columns) = (layer.Window.Along(0, call.Shape[2]), layer.Window.Along(1, call.Shape[3]));
        IEnumerable<string> inputs = layer.HasMask && !layer.HasBias
            ? [.. call.Inputs.Take(3), string.Empty, call.Inputs[3]]
            : call.Inputs;
        return call.Add(
            "DeformConv",
            inputs,
            OnnxAttributes.Of("kernel_shape", layer.Window.Kernel.Select(number => (long)number)),
            OnnxAttributes.Of("strides", layer.Window.Stride.Select(number => (long)number)),
            OnnxAttributes.Of("dilations", layer.Window.Dilation.Select(number => (long)number)),
            OnnxAttributes.Of("pads", [rows.Before, columns.Before, rows.After, columns.After]),
            OnnxAttributes.Of("group", layer.Groups),
            OnnxAttributes.Of("offset_group", layer.OffsetGroups));
    }

    /// <summary>Other extents than those of the windows are zeros, or entries taken away, at the end.</summary>
    private static string MaxUnpool(MaxUnpool layer, LayerExport call)
    {
        var pads = layer.Window;
        string places = call.Add("Cast", [call.Inputs[1]], OnnxAttributes.Of("to", OnnxGraphWriter.Int64Type));
        string y = call.Add(
            "MaxUnpool",
            [call.X, places],
            OnnxAttributes.Of("kernel_shape", pads.Kernel.Select(number => (long)number)),
            OnnxAttributes.Of("strides", pads.Stride.Select(number => (long)number)),
            OnnxAttributes.Of("pads", pads.Before.Concat(pads.After).Select(number => (long)number)));
        if (layer.Extents.Count == 0)
        {
            return y;
        }

        int[] whole = [.. layer.WholeOf(call.Shape).Skip(2)];
        long[] zeros = [.. Enumerable.Repeat(0L, pads.Rank + 4)];
        return call.Add("Pad", [y, call.Wholes("pads", [.. zeros, .. layer.Extents.Select((extent, d) => (long)extent - whole[d])])]);
    }

    private static string NonMaxSuppression(NonMaxSuppression layer, LayerExport call)
    {
        var settings = layer.Suppression;
        List<string> inputs =
        [
            call.Inputs[0],
            call.Inputs[1],
            call.Wholes("most", settings.MostPerClass),
            call.Numbers("overlap", [1], (float)settings.Overlap),
        ];
        if (settings.LeastScore is { } least)
        {
            inputs.Add(call.Numbers("least", [1], (float)least));
        }

        string rows = call.Add("NonMaxSuppression", inputs, OnnxAttributes.Of("center_point_box", settings.HasCenters ? 1 : 0));
        return call.Add("Cast", [rows], OnnxAttributes.Of("to", OnnxGraphWriter.FloatType));
    }
}
