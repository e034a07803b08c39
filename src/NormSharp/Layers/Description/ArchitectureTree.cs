using System.Text.Json.Nodes;

namespace NormSharp.Layers;

/// <summary>
/// The description of a model as a tree whose nodes can be found by the paths of the layers and changed, to build a network that differs
/// in a few settings and takes over the rest.
/// </summary>
public sealed class ArchitectureTree
{
    private readonly JsonObject _root;
    private readonly Dictionary<string, JsonObject> _layers = new(StringComparer.Ordinal);

    /// <summary>Takes the description of a model.</summary>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public ArchitectureTree(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _root = model.Describe().ToJson();
        Add(string.Empty, _root);
    }

    /// <summary>The paths of all layers, the root's being empty, in the order of the description.</summary>
    public IEnumerable<string> Paths => _layers.Keys;

    /// <summary>The settings of a layer, to be read or changed; null when the description has none of that path.</summary>
    public JsonObject? Find(string path) => _layers.GetValueOrDefault(path);

    /// <summary>Builds the described network.</summary>
    /// <exception cref="FormatException">A setting is missing or wrong.</exception>
    public Module Build() => LayerCatalog.Create(_root);

    /// <summary>A child stands under the name of its property, or in a list under its own name.</summary>
    private void Add(string path, JsonObject layer)
    {
        _layers[path] = layer;
        foreach ((string key, JsonNode? value) in layer)
        {
            if (value is JsonObject child && child.ContainsKey("type"))
            {
                Add(Join(path, key), child);
            }

            foreach (JsonObject entry in (value as JsonArray ?? []).OfType<JsonObject>().Where(entry => entry.ContainsKey("type") && entry.ContainsKey("name")))
            {
                Add(Join(path, (string)entry["name"]!), entry);
            }
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
