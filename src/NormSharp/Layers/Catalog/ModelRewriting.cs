using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Makes a model again with some of its layers replaced by others of equally named state.</summary>
internal static class ModelRewriting
{
    /// <summary>
    /// A copy of a model from its description, changed layer by layer, with all state that exists under the same name in both.
    /// </summary>
    /// <param name="model">The model; it is left as it is.</param>
    /// <param name="change">Changes the description of one layer in place.</param>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public static Module Rewrite(Module model, Action<JsonObject> change)
    {
        var tree = new ArchitectureTree(model);
        foreach (string path in tree.Paths)
        {
            change(tree.Find(path)!);
        }

        Module copy = tree.Build();
        CopyState(model, copy);
        foreach (((_, Module before), (_, Module after)) in model.NamedModules().Zip(copy.NamedModules()))
        {
            after.RestoreMode(before.IsTraining);
        }

        return copy;
    }

    /// <summary>Copies parameters (with what is frozen of them), buffers and counters that have the same name and shape in both.</summary>
    public static void CopyState(Module from, Module to)
    {
        Dictionary<string, Tensor> values = Tensors(from).ToDictionary(entry => entry.Name, entry => entry.Tensor);
        foreach ((string name, Tensor tensor) in Tensors(to))
        {
            if (values.TryGetValue(name, out Tensor? value) && value.Shape == tensor.Shape)
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
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(Module module)
        => module.NamedParameters().Select(entry => (entry.Name, (Tensor)entry.Parameter)).Concat(module.NamedBuffers());
}
