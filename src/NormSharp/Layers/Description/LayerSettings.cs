using System.Text.Json;
using System.Text.Json.Nodes;

namespace NormSharp.Layers;

/// <summary>Reads the settings of a described layer; what is missing or of the wrong kind is named.</summary>
public sealed class LayerSettings
{
    private readonly JsonObject _json;

    /// <summary>Reads from a JSON object that has a type.</summary>
    /// <exception cref="FormatException">There is no type.</exception>
    public LayerSettings(JsonObject json)
    {
        _json = json;
        Type = "layer";
        Type = Get<string>("type");
    }

    /// <summary>The name in <see cref="LayerCatalog"/>.</summary>
    public string Type { get; }

    /// <summary>A whole number.</summary>
    public int Int(string key) => Get<int>(key);

    /// <summary>A whole number that may be large.</summary>
    public long Long(string key) => Get<long>(key);

    /// <summary>A whole number, or null where nothing is said.</summary>
    public int? OptionalInt(string key) => _json[key] is null ? null : Get<int>(key);

    /// <summary>A list of whole numbers.</summary>
    public IReadOnlyList<int> Ints(string key)
        => Node(key) is JsonArray array && array.All(entry => entry is JsonValue value && value.TryGetValue(out int _))
            ? [.. array.Select(entry => (int)entry!)]
            : throw new FormatException($"{Type}: \"{key}\" is {Node(key).ToJsonString()}, not a list of whole numbers");

    /// <summary>A number.</summary>
    public double Double(string key) => Get<double>(key);

    /// <summary>A number, or null.</summary>
    public double? OptionalDouble(string key) => _json[key] is null ? null : Get<double>(key);

    /// <summary>True or false.</summary>
    public bool Bool(string key) => Get<bool>(key);

    /// <summary>True, false, or null where nothing is said.</summary>
    public bool? OptionalBool(string key) => _json[key] is null ? null : Get<bool>(key);

    /// <summary>A text.</summary>
    public string Text(string key) => Get<string>(key);

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string key)
        => Node(key) is JsonArray array && array.All(entry => entry is JsonValue value && value.TryGetValue(out string? _))
            ? [.. array.Select(entry => (string)entry!)]
            : throw new FormatException($"{Type}: \"{key}\" is {Node(key).ToJsonString()}, not a list of texts");

    /// <summary>Two whole numbers.</summary>
    public Tensors.Size2d Size(string key)
        => Node(key) is JsonArray { Count: 2 } pair && pair[0] is JsonValue h && pair[1] is JsonValue w && h.TryGetValue(out int height) && w.TryGetValue(out int width)
            ? (height, width)
            : throw new FormatException($"{Type}: \"{key}\" is {Node(key).ToJsonString()}, not a pair of whole numbers");

    /// <summary>A layer inside this one, or null.</summary>
    public Module? OptionalLayer(string key) => _json[key] is null ? null : Layer(key);

    /// <summary>A layer inside this one.</summary>
    public Module Layer(string key)
        => Node(key) is JsonObject inner ? LayerCatalog.Create(inner) : throw new FormatException($"{Type}: \"{key}\" is no layer");

    /// <summary>A list of settings.</summary>
    public IEnumerable<LayerSettings> List(string key)
    {
        if (Node(key) is not JsonArray array)
        {
            throw new FormatException($"{Type}: \"{key}\" is no list");
        }

        foreach (JsonNode? entry in array)
        {
            yield return new LayerSettings(entry as JsonObject ?? throw new FormatException($"{Type}: \"{key}\" has an entry that is no object"));
        }
    }

    /// <summary>The layer that these settings describe.</summary>
    public Module Create() => LayerCatalog.Create(_json);

    internal static JsonArray Pair(Tensors.Size2d size) => [JsonValue.Create(size.Height), JsonValue.Create(size.Width)];

    private JsonNode Node(string key) => _json[key] ?? throw new FormatException($"{Type}: \"{key}\" is missing");

    private T Get<T>(string key)
        => Node(key) is JsonValue value && value.GetValueKind() != JsonValueKind.Null && value.TryGetValue(out T? result)
            ? result
            : throw new FormatException($"{Type}: \"{key}\" is {Node(key).ToJsonString()}, not of kind {typeof(T).Name}");
}
