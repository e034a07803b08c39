using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Primitives;

namespace NormSharp.Serialization;

/// <summary>
/// Reads the entries of an object that <see cref="StrictJson"/> parsed; what is missing, null or of another kind is named together with the
/// file.
/// </summary>
/// <param name="where">Where the object stands, for messages.</param>
/// <param name="json">The object.</param>
internal readonly struct JsonFields(string where, JsonObject json)
{
    /// <summary>The object.</summary>
    public JsonObject Json => json;

    /// <summary>Whether there is an entry that is not null.</summary>
    public bool Has(string key) => json[key] is not null;

    /// <summary>A text without NUL, so that it may be a name.</summary>
    public string Text(string key) => Value<string>(key, "a text") is var text && !text.Contains('\0')
        ? text
        : throw Wrong(key, "a text without NUL");

    public string? OptionalText(string key) => Has(key) ? Text(key) : null;

    public bool? OptionalBool(string key) => Has(key) ? Value<bool>(key, "true or false") : null;

    public int Int(string key) => Value<int>(key, "a whole number");

    public int? OptionalInt(string key) => Has(key) ? Int(key) : null;

    public long Long(string key) => Value<long>(key, "a whole number");

    public ulong UnsignedLong(string key) => Value<ulong>(key, "a whole number that is not negative");

    /// <summary>A finite number.</summary>
    public double Number(string key)
        => Value<double>(key, "a number") is var number && double.IsFinite(number) ? number : throw Wrong(key, "a finite number");

    public double? OptionalNumber(string key) => Has(key) ? Number(key) : null;

    public JsonFields Object(string key)
        => new($"{where}, '{key}'", json[key] as JsonObject ?? throw Wrong(key, "an object"));

    public JsonFields? OptionalObject(string key) => Has(key) ? Object(key) : null;

    public IReadOnlyList<string> Texts(string key) => Values<string>(key, "a list of texts");

    public IReadOnlyList<int> Ints(string key) => Values<int>(key, "a list of whole numbers");

    public IReadOnlyList<double> Numbers(string key)
        => Values<double>(key, "a list of numbers") is var values && values.All(double.IsFinite)
            ? values
            : throw Wrong(key, "a list of finite numbers");

    public IReadOnlyList<float> Singles(string key)
        => Values<float>(key, "a list of numbers") is var values && values.All(float.IsFinite)
            ? values
            : throw Wrong(key, "a list of finite numbers");

    /// <summary>What is wrong with an entry.</summary>
    public ModelFormatException Wrong(string key, string expected) => new(
        where,
        json.ContainsKey(key)
            ? $"'{key}' is {Printable.Name(json[key]?.ToJsonString() ?? "null")}, expected {expected}"
            : $"holds no '{key}', expected {expected}");

    private T Value<T>(string key, string expected)
        => TryGet(json[key], out T value) ? value : throw Wrong(key, expected);

    private List<T> Values<T>(string key, string expected)
    {
        if (json[key] is not JsonArray array)
        {
            throw Wrong(key, expected);
        }

        var values = new List<T>(array.Count);
        foreach (JsonNode? entry in array)
        {
            values.Add(TryGet(entry, out T value) ? value : throw Wrong(key, expected));
        }

        return values;
    }

    private static bool TryGet<T>(JsonNode? node, out T value)
    {
        value = default!;
        return node is JsonValue leaf && leaf.GetValueKind() != JsonValueKind.Null && leaf.TryGetValue(out value!);
    }
}
