using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Makes a model again with some of its layers replaced by others of equally named state.</summary>
internal static class ModelRewriting
{
    /// <summary>A copy of a model from its description, changed layer by layer, with all state that exists under the same name in both.</summary>
    /// <param name="model">The model; it is left as it is.</param>
    /// <param name="change">Changes the description of one layer in place.</param>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public static Module Rewrite(Module model, Action<JsonObject> change)
    {
        JsonObject description = model.Describe().ToJson();
        Visit(description, change);
        Module copy = LayerCatalog.Create(description);
        CopyState(model, copy);
        return copy;
    }

    private static void Visit(JsonNode? node, Action<JsonObject> change)
    {
        switch (node)
        {
            case JsonObject json:
                if (json["type"] is JsonValue)
                {
                    change(json);
                }

                foreach ((_, JsonNode? inner) in json)
                {
                    Visit(inner, change);
                }

                break;
            case JsonArray list:
                foreach (JsonNode? inner in list)
                {
                    Visit(inner, change);
                }

                break;
        }
    }

    private static void CopyState(Module from, Module to)
    {
        Dictionary<string, Tensor> values = Tensors(from).ToDictionary(entry => entry.Name, entry => entry.Tensor);
        foreach ((string name, Tensor tensor) in Tensors(to))
        {
            if (values.TryGetValue(name, out Tensor? value))
            {
                value.CopyTo(tensor.AsSpan());
                (tensor as Parameter)?.IsFrozen = (value as Parameter)?.IsFrozen ?? false;
            }
        }

        Dictionary<string, long> counts = from.NamedCounters().ToDictionary(entry => entry.Name, entry => entry.Counter.Value);
        foreach ((string name, Counter counter) in to.NamedCounters())
        {
            counter.Value = counts.GetValueOrDefault(name);
        }

        foreach (((_, Module before), (_, Module after)) in from.NamedModules().Zip(to.NamedModules()))
        {
            after.RestoreMode(before.IsTraining);
        }
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(Module module)
        => module.NamedParameters().Select(entry => (entry.Name, (Tensor)entry.Parameter)).Concat(module.NamedBuffers());
}
