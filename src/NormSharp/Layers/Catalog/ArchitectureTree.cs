using System.Text.Json.Nodes;

namespace NormSharp.Layers;

/// <summary>
/// The description of a model as a tree whose nodes can be found by the paths of the layers and changed, to build a network that differs
/// in a few settings and takes over the rest.
/// </summary>
internal sealed class ArchitectureTree
{
    private readonly JsonObject _root;
    private readonly Dictionary<string, JsonObject> _layers;

    /// <summary>Takes the description of a model.</summary>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public ArchitectureTree(Module model)
    {
        _root = model.Describe();
        _layers = DescribedLayers.Of(_root).ToDictionary(entry => entry.Path, entry => entry.Layer, StringComparer.Ordinal);
    }

    /// <summary>The paths of all layers, the root's being empty, in the order of the description.</summary>
    public IEnumerable<string> Paths => _layers.Keys;

    /// <summary>The settings of a layer, to be read or changed; null when the description has none of that path.</summary>
    public JsonObject? Find(string path) => _layers.GetValueOrDefault(path);

    /// <summary>Makes a layer the identity: its container leaves it out, or an <see cref="Identity"/> takes its place.</summary>
    public void Remove(string path)
    {
        int dot = path.LastIndexOf('.');
        string name = path[(dot + 1)..];
        JsonObject? parent = path.Length == 0 ? null : Find(dot < 0 ? string.Empty : path[..dot]);
        if (parent is null || LayerCatalog.Find((string)parent["type"]!)?.TryRemove(parent, name) != true)
        {
            Replace(Find(path)!, new JsonObject { ["type"] = nameof(Identity) });
        }
    }

    /// <summary>Puts another layer in a layer's place.</summary>
    public static void Replace(JsonObject layer, JsonObject other)
    {
        // What belongs to the place and not to the layer: its name in a list, and what it reads in a network.
        KeyValuePair<string, JsonNode?>[] place = [.. layer.Where(setting => setting.Key is "name" or Network.From)];
        var settings = (JsonObject)other.DeepClone();
        layer.Clear();
        foreach ((string key, JsonNode? value) in settings.Concat(place))
        {
            layer[key] = value?.DeepClone();
        }
    }

    /// <summary>Builds the described network.</summary>
    /// <exception cref="FormatException">A setting is missing or wrong.</exception>
    public Module Build() => LayerCatalog.Create(_root);
}
