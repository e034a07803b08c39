using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Reads the settings of a described layer; what is missing or of the wrong kind is named.</summary>
public sealed class LayerSettings
{
    private readonly JsonObject _json;
    private readonly DescriptionScope _scope;

    internal LayerSettings(JsonObject json, DescriptionScope? scope = null, string path = "")
    {
        _json = json;
        _scope = scope ?? new DescriptionScope(json);
        Path = path;
        Type = "layer";
        Type = Get<string>("type");
    }

    /// <summary>The name in <see cref="LayerCatalog"/>.</summary>
    public string Type { get; }

    /// <summary>Where the layer stands below the described network, whose own path is empty.</summary>
    internal string Path { get; }

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

    /// <summary>A list of numbers.</summary>
    internal IReadOnlyList<double> Doubles(string key)
        => Node(key) is JsonArray array && array.All(entry => entry is JsonValue value && value.TryGetValue(out double _))
            ? [.. array.Select(entry => (double)entry!)]
            : throw new FormatException($"{Type}: \"{key}\" is {Node(key).ToJsonString()}, not a list of numbers");

    /// <summary>True or false.</summary>
    public bool Bool(string key) => Get<bool>(key);

    /// <summary>True, false, or null where nothing is said.</summary>
    public bool? OptionalBool(string key) => _json[key] is null ? null : Get<bool>(key);

    /// <summary>A text.</summary>
    public string Text(string key) => Get<string>(key);

    /// <summary>A word of a list.</summary>
    internal TEnum Word<TEnum>(string key)
        where TEnum : struct, Enum
        => Enum.TryParse(Text(key), out TEnum value) && Enum.IsDefined(value)
            ? value
            : throw new FormatException($"{Type}: \"{key}\" is \"{Text(key)}\", known are {string.Join(", ", Enum.GetNames<TEnum>())}");

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string key)
        => Node(key) is JsonArray array && array.All(entry => entry is JsonValue value && value.TryGetValue(out string? _))
            ? [.. array.Select(entry => (string)entry!)]
            : throw new FormatException($"{Type}: \"{key}\" is {Node(key).ToJsonString()}, not a list of texts");

    /// <summary>Two whole numbers.</summary>
    public Size2d Size(string key)
        => Node(key) is JsonArray { Count: 2 } pair && pair[0] is JsonValue h && pair[1] is JsonValue w && h.TryGetValue(out int height)
            && w.TryGetValue(out int width)
            ? (height, width)
            : throw new FormatException($"{Type}: \"{key}\" is {Node(key).ToJsonString()}, not a pair of whole numbers");

    /// <summary>The settings of a layer inside this one.</summary>
    public LayerSettings Nested(string key) => Node(key) is JsonObject inner
        ? new LayerSettings(inner, _scope, LayerPath.Join(Path, key))
        : throw new FormatException($"{Type}: \"{key}\" is no layer");

    /// <summary>The settings of a layer inside this one, or null.</summary>
    public LayerSettings? OptionalNested(string key) => _json[key] is null ? null : Nested(key);

    /// <summary>A list of settings; those of layers have a type and a name.</summary>
    public IEnumerable<LayerSettings> List(string key)
    {
        if (Node(key) is not JsonArray array)
        {
            throw new FormatException($"{Type}: \"{key}\" is no list");
        }

        foreach (JsonNode? entry in array)
        {
            if (entry is not JsonObject layer)
            {
                throw new FormatException($"{Type}: \"{key}\" has an entry that is no object");
            }

            string name = layer["name"] is JsonValue value && value.TryGetValue(out string? text) ? text : string.Empty;
            yield return new LayerSettings(layer, _scope, LayerPath.Join(Path, name));
        }
    }

    /// <summary>Makes a layer inside this one.</summary>
    public Module Layer(string key) => Nested(key).Create();

    /// <summary>Makes a layer inside this one, or null.</summary>
    public Module? OptionalLayer(string key) => OptionalNested(key)?.Create();

    /// <summary>Makes the layer that these settings describe.</summary>
    public Module Create() => _scope.Create(this);

    /// <summary>The shape that the layer of these settings gives for inputs of these shapes; nothing is made.</summary>
    /// <exception cref="LayerException">The inputs do not fit.</exception>
    public Shape OutputOf(params IReadOnlyList<Shape> inputs) => _scope.Output(this, inputs);

    /// <summary>The same, of a layer that is a part of this one and gives nothing by itself.</summary>
    internal Shape OutputOfPart(IReadOnlyList<Shape> inputs)
    {
        LayerDefinition definition = LayerCatalog.Known(Type);
        Shape output = definition.OutputOf(this, inputs);
        _scope.NoteScratch(definition, this, inputs, output);
        return output;
    }

    /// <summary>The shape of the weight of a layer that another reparametrizes.</summary>
    internal Shape WeightShape()
        => LayerCatalog.Known(Type).WeightOf(this) ?? throw new FormatException($"{Type} has no weight that could be reparametrized");

    /// <summary>Notes that a container computes a value of this shape by itself, which takes memory.</summary>
    internal void NoteActivation(Shape shape) => _scope.Note(shape);

    internal static JsonArray Pair(Size2d size) => new(size.Height, size.Width);

    private JsonNode Node(string key) => _json[key] ?? throw new FormatException($"{Type}: \"{key}\" is missing");

    private T Get<T>(string key)
        => Node(key) is JsonValue value && value.GetValueKind() != JsonValueKind.Null && value.TryGetValue(out T? result)
            ? result
            : throw new FormatException($"{Type}: \"{key}\" is {Node(key).ToJsonString()}, not of kind {typeof(T).Name}");
}
