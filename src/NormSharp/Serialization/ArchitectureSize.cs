using System.Text.Json.Nodes;

namespace NormSharp.Serialization;

/// <summary>How many parameters an architecture claims at least, read off its description before anything is allocated.</summary>
internal static class ArchitectureSize
{
    public static double Of(JsonNode? node) => node switch
    {
        JsonObject layer => Own(layer) + layer.Sum(entry => Of(entry.Value)),
        JsonArray layers => layers.Sum(Of),
        _ => 0,
    };

    private static double Own(JsonObject layer) => Text(layer["type"]) switch
    {
        "Linear" => Number(layer["in_features"]) * Number(layer["out_features"]),
        "Conv2d" => Number(layer["out_channels"]) * Number(layer["in_channels"]) / Math.Max(1, Number(layer["groups"]))
            * Number((layer["kernel"] as JsonArray)?.ElementAtOrDefault(0)) * Number((layer["kernel"] as JsonArray)?.ElementAtOrDefault(1)),
        "BatchNorm" or "BatchRenorm" or "DomainBatchNorm" or "GhostBatchNorm" or "SyncBatchNorm"
            when IsTrue(layer["affine"]) || IsTrue(layer["track_running_statistics"]) => 2 * Number(layer["channels"]),
        "GroupNorm" or "InstanceNorm" when IsTrue(layer["affine"]) => 2 * Number(layer["channels"]),
        "LayerNorm" or "RmsNorm" when IsTrue(layer["affine"]) => Product(layer["normalized_shape"] as JsonArray),
        "FrozenBatchNorm" => 4 * Number(layer["channels"]),
        _ => 0,
    };

    private static double Product(JsonArray? extents) => extents?.Aggregate(1.0, (product, extent) => product * Number(extent)) ?? 0;

    private static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool flag) && flag;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Sizes that are missing or wrong are left to the layer, which names them.</summary>
    private static double Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out double number) ? Math.Max(0, number) : 0;
}
