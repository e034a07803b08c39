using System.Text.Json.Nodes;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// How a <see cref="Network"/> is saved: its inputs by name, its layers each with the names of what it reads, its outputs.
/// </summary>
internal static class NetworkDescription
{
    private const string Inputs = "inputs";
    private const string Layers = "layers";
    private const string Outputs = "outputs";
    private const string Returns = "returns";

    /// <summary>The network in the catalogue.</summary>
    public static LayerDefinition<Network> Definition { get; } = new()
    {
        Type = nameof(Network),
        InputCount = (0, int.MaxValue),
        Make = settings => new Network(
            settings.Texts(Inputs),
            [.. settings.List(Layers).Select(layer => new NetworkStep(layer.Text("name"), layer.Create(), layer.Texts(Network.From)))],
            OutputsOf(settings)),
        Describe = Describe,
        State = _ => StateSize.None,
        Output = OutputOf,
        Dataflow = network => network.Flow,
        RemoveChild = Remove,
    };

    private static (string Name, string From)[] OutputsOf(LayerSettings settings)
    {
        IReadOnlyList<string> names = settings.Texts(Outputs);
        IReadOnlyList<string> sources = settings.Texts(Returns);
        return names.Count == sources.Count
            ? [.. names.Zip(sources)]
            : throw new FormatException($"Network: {names.Count} outputs are named, and {sources.Count} values are given for them");
    }

    private static JsonObject Describe(Network network, Func<string, JsonObject> child)
    {
        var layers = new JsonArray();
        foreach (NetworkStep step in network.Steps)
        {
            JsonObject layer = child(step.Name);
            layer["name"] = step.Name;
            layer[Network.From] = Names(step.From);
            layers.Add((JsonNode)layer);
        }

        return new JsonObject
        {
            [Inputs] = Names(network.InputNames),
            [Layers] = layers,
            [Outputs] = Names(network.OutputNames),
            [Returns] = Names(network.Sources),
        };
    }

    private static Shape OutputOf(LayerSettings settings, IReadOnlyList<Shape> inputs)
    {
        IReadOnlyList<string> names = settings.Texts(Inputs);
        if (names.Count != inputs.Count)
        {
            throw new ArgumentException($"the network has {names.Count} inputs ({string.Join(", ", names)}), and was given {inputs.Count}");
        }

        var shapes = new Dictionary<string, Shape>(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
        {
            shapes[names[i]] = inputs[i];
        }

        foreach (LayerSettings layer in settings.List(Layers))
        {
            shapes[layer.Text("name")] = layer.OutputOf([.. layer.Texts(Network.From).Select(Known)]);
        }

        return Known(OutputsOf(settings)[0].From);

        Shape Known(string name) => shapes.TryGetValue(name, out Shape shape)
            ? shape
            : throw new FormatException($"Network: \"{name}\" is read, and no input or layer of that name stands before its reader");
    }

    /// <summary>Leaves a layer out: who read it reads what it read.</summary>
    private static void Remove(JsonObject settings, string name)
    {
        var layers = (JsonArray)settings[Layers]!;
        JsonNode removed = layers.Single(layer => (string?)layer!["name"] == name)!;
        string source = (string)removed[Network.From]![0]!;
        layers.Remove(removed);
        foreach (JsonArray read in layers.Select(reader => (JsonArray)reader![Network.From]!).Append((JsonArray)settings[Returns]!))
        {
            for (int i = 0; i < read.Count; i++)
            {
                if ((string?)read[i] == name)
                {
                    read[i] = source;
                }
            }
        }
    }

    private static JsonArray Names(IReadOnlyList<string> names) => [.. names.Select(name => (JsonNode)name)];
}
