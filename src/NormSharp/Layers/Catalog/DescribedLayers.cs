using System.Text.Json.Nodes;

namespace NormSharp.Layers;

/// <summary>
/// The layers in a description: objects with a type, a child under the name of its property, or in a list under its own name.
/// </summary>
internal static class DescribedLayers
{
    /// <summary>The layer itself under the empty path, and those inside it, in the order of the description.</summary>
    public static IEnumerable<(string Path, JsonObject Layer)> Of(JsonObject layer, string path = "")
    {
        yield return (path, layer);
        foreach ((string key, JsonNode? value) in layer)
        {
            foreach ((string name, JsonObject child) in Inside(key, value))
            {
                foreach ((string, JsonObject) below in Of(child, LayerPath.Join(path, name)))
                {
                    yield return below;
                }
            }
        }
    }

    private static IEnumerable<(string Name, JsonObject Layer)> Inside(string key, JsonNode? value)
    {
        if (value is JsonObject child && child.ContainsKey("type"))
        {
            yield return (key, child);
        }

        foreach (JsonObject entry in (value as JsonArray ?? []).OfType<JsonObject>())
        {
            if (entry.ContainsKey("type") && entry["name"] is JsonValue text && text.TryGetValue(out string? name))
            {
                yield return (name, entry);
            }
        }
    }
}
