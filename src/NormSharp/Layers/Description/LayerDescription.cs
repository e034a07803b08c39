using System.Text.Json.Nodes;

namespace NormSharp.Layers;

/// <summary>What it takes to make a layer again: the name it is registered under, and its settings.</summary>
/// <param name="Type">The name in <see cref="LayerCatalog"/>.</param>
/// <param name="Settings">Its settings.</param>
public sealed record LayerDescription(string Type, JsonObject Settings)
{
    /// <summary>As one JSON object: the settings with the type in front.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["type"] = Type };
        foreach ((string key, JsonNode? value) in Settings)
        {
            json[key] = value?.DeepClone();
        }

        return json;
    }
}
