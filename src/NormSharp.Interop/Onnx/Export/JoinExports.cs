using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>What reads several values, none, or changes a shape only.</summary>
internal static class JoinExports
{
    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<Sum>((_, call) => Chain("Add", call)),
        LayerExports.For<Product>((_, call) => Chain("Mul", call)),
        LayerExports.For<Concatenate>((layer, call) => call.Inputs.Count == 1
            ? call.X
            : call.Add("Concat", call.Inputs, OnnxAttributes.Of("axis", call.Shape.Axis(layer.Dimension)))),
        LayerExports.For<Constant>((layer, call) => call.State(layer.Value, "value")),
        LayerExports.For<Flatten>((_, call) => call.Add("Flatten", call.Inputs, OnnxAttributes.Of("axis", 1))),
        LayerExports.For<Identity>((_, call) => call.X),
        LayerExports.For<Dropout>((_, call) => call.X),
        LayerExports.For<InputArrangement>(Arrangement),
        LayerExports.For<StochasticDepth>((_, call) => call.X),
        LayerExports.For<ChannelShuffle>(Shuffle),
        LayerExports.For<ZeroPaddedShortcut>(Shortcut),
    ];

    private static string Arrangement(InputArrangement layer, LayerExport call)
    {
        int channels = call.Shape[1];
        string x = layer.Reversed
            ? call.Add(
                "Gather",
                [call.X, call.Wholes("order", [.. Enumerable.Range(0, channels).Select(c => (long)channels - 1 - c)])],
                OnnxAttributes.Of("axis", 1))
            : call.X;
        return layer.ChannelsLast ? call.Add("Transpose", [x], OnnxAttributes.Of("perm", (long[])[0, 2, 3, 1])) : x;
    }

    private static string Shuffle(ChannelShuffle layer, LayerExport call)
    {
        Shape x = call.Shape;
        string grouped = call.Add("Reshape", [call.X, call.Wholes("groups", 0, layer.Groups, x[1] / layer.Groups, x[2] * x[3])]);
        string turned = call.Add("Transpose", [grouped], OnnxAttributes.Of("perm", (long[])[0, 2, 1, 3]));
        return call.Reshape(turned, 0, x[1], x[2], x[3]);
    }

    /// <summary>Each stride-th row and column, then channels of zeros.</summary>
    private static string Shortcut(ZeroPaddedShortcut layer, LayerExport call)
    {
        string taken = call.Add(
            "Slice",
            [
                call.X,
                call.Wholes("starts", 0, 0),
                call.Wholes("ends", call.Shape[2], call.Shape[3]),
                call.Wholes("axes", 2, 3),
                call.Wholes("steps", layer.Stride, layer.Stride),
            ]);
        return call.Add("Pad", [taken, call.Wholes("pads", 0, layer.Before, 0, 0, 0, layer.After, 0, 0)]);
    }

    /// <summary>From the first input to the last, as the layer computes it.</summary>
    private static string Chain(string operation, LayerExport call)
        => call.Inputs.Skip(1).Aggregate(call.X, (joined, next) => call.Add(operation, [joined, next]));
}
