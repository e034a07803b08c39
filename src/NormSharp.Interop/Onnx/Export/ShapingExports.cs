using NormSharp.Layers;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>Other shapes, orders and parts of a value.</summary>
internal static class ShapingExports
{
    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<Expand>((layer, call) => call.Add("Expand", [call.X, Wholes(call, "target", layer.Target)])),
        LayerExports.For<Permute>((layer, call) => call.Add(
            "Transpose", call.Inputs, OnnxAttributes.Of("perm", layer.Order.Select(axis => (long)axis)))),
        LayerExports.For<Reshape>((layer, call) => call.Reshape(
            call.X, [.. layer.Extents.Select(extent => extent == Reshape.Kept ? 0L : extent)])),
        LayerExports.For<Slice>((layer, call) => call.Add(
            "Slice",
            [
                call.X,
                Wholes(call, "starts", layer.Ranges.Select(range => range.Start)),
                Wholes(call, "ends", layer.Ranges.Select(range => range.End)),
                Wholes(call, "axes", layer.Ranges.Select(range => range.Axis)),
                Wholes(call, "steps", layer.Ranges.Select(range => range.Step)),
            ])),
        LayerExports.For<Tile>((layer, call) => call.Add("Tile", [call.X, Wholes(call, "repeats", layer.Repeats)])),
    ];

    private static string Wholes(LayerExport call, string name, IEnumerable<int> numbers)
        => call.Wholes(name, [.. numbers.Select(number => (long)number)]);
}
