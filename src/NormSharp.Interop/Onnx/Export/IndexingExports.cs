using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>What indices name; a network holds indices as float32, the standard wants int64.</summary>
internal static class IndexingExports
{
    private const int Float = 1;
    private const int Int64 = 7;

    public static IEnumerable<KeyValuePair<Type, Func<LayerExport, string>>> All =>
    [
        LayerExports.For<Gather>((layer, call) =>
        {
            string[] inputs = [call.X, call.Cast(call.Inputs[1], Int64)];
            return layer.Kind switch
            {
                IndexKind.Entries => call.Add("Gather", inputs, OnnxAttributes.Of("axis", (long)layer.Axis)),
                IndexKind.Elements => call.Add("GatherElements", inputs, OnnxAttributes.Of("axis", (long)layer.Axis)),
                _ => call.Add("GatherND", inputs, OnnxAttributes.Of("batch_dims", (long)layer.Axis)),
            };
        }),
        LayerExports.For<Scatter>(Scatter),
        LayerExports.For<TopIndices>((layer, call) => call.Cast(
            call.AddForSecond(
                "TopK",
                [call.X, call.Wholes("count", layer.Count)],
                OnnxAttributes.Of("axis", (long)layer.Axis),
                OnnxAttributes.Of("largest", layer.Largest ? 1L : 0L)),
            Float)),
    ];

    private static string Scatter(Scatter layer, LayerExport call)
    {
        string[] inputs = [call.X, call.Cast(call.Inputs[1], Int64), call.Inputs[2]];
        string reduction = layer.Reduction switch
        {
            ScatterKind.Set => "none",
            ScatterKind.Multiply => "mul",
            _ => $"{layer.Reduction}".ToLowerInvariant(),
        };
        int since = layer.Reduction switch
        {
            ScatterKind.Set => 11,
            ScatterKind.Add or ScatterKind.Multiply => 16,
            _ => 18,
        };
        if (call.Opset < since)
        {
            throw call.Unsupported($"scattering by {layer.Reduction} needs operators of version {since}, and {call.Opset} was chosen");
        }

        string operation = layer.Kind == IndexKind.Coordinates ? "ScatterND" : "ScatterElements";
        return (layer.Kind, layer.Reduction) switch
        {
            (IndexKind.Entries, _) => throw call.Unsupported("the standard scatters single numbers and places, not entries"),
            (IndexKind.Coordinates, ScatterKind.Set) => call.Add(operation, inputs),
            (IndexKind.Coordinates, _) => call.Add(operation, inputs, OnnxAttributes.Of("reduction", reduction)),
            (_, ScatterKind.Set) => call.Add(operation, inputs, OnnxAttributes.Of("axis", (long)layer.Axis)),
            _ => call.Add(operation, inputs, OnnxAttributes.Of("axis", (long)layer.Axis), OnnxAttributes.Of("reduction", reduction)),
        };
    }
}
