using System.Text.Json.Nodes;
using NormSharp.Interop.Files;
using NormSharp.Serialization;

namespace NormSharp.Interop.Keras;

/// <summary>Reads the JSON in which Keras 1 to 3 describe a model.</summary>
internal sealed class KerasConfig
{
    private const int LengthLimit = 16 << 20;
    private const int LayerLimit = 20_000;
    private const int DepthLimit = 8;

    private readonly string _path;
    private int _layers;

    private KerasConfig(string path)
    {
        _path = path;
    }

    /// <exception cref="Serialization.ModelFormatException">The text is no description of a model.</exception>
    public static KerasModel Read(string path, string json)
    {
        if (json.Length > LengthLimit)
        {
            throw Malformed.Limit(path, "the characters of its architecture", json.Length, LengthLimit);
        }

        var config = new KerasConfig(path);
        JsonObject model = StrictJson.Object($"{path}: its architecture", json);
        try
        {
            return config.Model(Text(model["class_name"]) ?? throw config.Problem("names no class"), model["config"], 0);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or ArgumentException)
        {
            throw Malformed.In(path, $"its architecture is damaged ({ErrorLine.Of(error)})", error);
        }
    }

    /// <summary>What an archive says of the Keras that wrote it; null where it says nothing.</summary>
    /// <exception cref="Serialization.ModelFormatException">The text is no JSON.</exception>
    public static string? Version(string path, string json) => Text(StrictJson.Object($"{path}: metadata.json", json)["keras_version"]);

    private KerasModel Model(string className, JsonNode? config, int depth)
    {
        if (depth > DepthLimit)
        {
            throw Problem("nests models too deeply");
        }

        // Keras before 2.2.3 saves a Sequential as the list of its layers.
        JsonArray layers = config as JsonArray ?? config?["layers"] as JsonArray ?? throw Problem("has no layers");
        _layers += layers.Count;
        if (_layers > LayerLimit)
        {
            throw Malformed.Limit(_path, "its layers", _layers, LayerLimit);
        }

        return new KerasModel
        {
            ClassName = className,
            Layers = [.. layers.Select(layer => Layer(layer, depth))],
            InputShape = (config as JsonObject)?["build_input_shape"] as JsonArray,
            Inputs = References((config as JsonObject)?["input_layers"], 0),
            Outputs = References((config as JsonObject)?["output_layers"], 0),
        };
    }

    private KerasLayer Layer(JsonNode? node, int depth)
    {
        if (node is not JsonObject layer || layer["config"] is not JsonObject config)
        {
            throw Problem("has a layer without settings");
        }

        JsonArray calls = layer["inbound_nodes"] as JsonArray ?? [];
        string className = Text(layer["class_name"]) ?? throw Problem("has a layer without a class");
        return new KerasLayer
        {
            Name = Text(layer["name"]) ?? Text(config["name"]) ?? throw Problem("has a layer without a name"),
            ClassName = className,
            Inner = config["layers"] is JsonArray ? Model(className, config, depth + 1) : null,
            Config = config,
            Calls = [.. calls.Select(call => References(call is JsonObject keyed ? keyed["args"] : call, 0))],
        };
    }

    /// <summary>
    /// References however they are nested: Keras 2 writes [name, use, output, …], Keras 3 an object with a <c>keras_history</c> of the
    /// same.
    /// </summary>
    private List<KerasReference> References(JsonNode? node, int depth)
    {
        if (depth > DepthLimit)
        {
            throw Problem("nests its connections too deeply");
        }

        switch (node)
        {
            case JsonArray array when array.Count >= 3 && Text(array[0]) is { } layer && Whole(array[1]) is { } call
                && Whole(array[2]) is { } output:
                return [new KerasReference(layer, call, output)];
            case JsonArray array:
                return [.. array.SelectMany(item => References(item, depth + 1))];
            case JsonObject keyed when keyed["config"] is JsonObject config:
                return References(config["keras_history"], depth + 1);
            default:
                return [];
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static int? Whole(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) ? number : null;

    private Serialization.ModelFormatException Problem(string what) => Malformed.In(_path, $"its architecture {what}; it is damaged");
}
