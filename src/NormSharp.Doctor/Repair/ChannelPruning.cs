using System.Text.Json.Nodes;
using NormSharp.Diagnosis.Static;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Diagnosis.Repair;

/// <summary>
/// Takes channels out of a network that a batch normalization gives the same value for every input: the outputs stay as they are, to
/// rounding.
/// </summary>
/// <remarks>
/// A channel c with γ = 0, or whose input does not vary, leaves the normalization as β. What stands before the next layer with weights
/// makes another constant of it, k, and that layer adds k·Σw to its outputs: it goes into its bias. Where k is not 0 and the next layer
/// pads with zeros, its border would change, and the channel stays. Where a channel reaches a sum, a concatenation, a grouped convolution
/// or the network's output, all channels of the layer stay.
/// </remarks>
internal static class ChannelPruning
{
    /// <summary>The network without its dead channels, and how many those were; null where none can be taken out.</summary>
    /// <param name="model">The network; it is left alone.</param>
    /// <param name="layers">The normalizations to look at.</param>
    /// <param name="input">The shape of an input.</param>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public static (Module Model, int Channels)? Prune(Module model, IReadOnlyList<string> layers, Shape input)
    {
        Module now = model;
        int pruned = 0;
        foreach (string layer in layers)
        {
            if (PruningPlan.Of(ModelGraph.Of(now, input), layer) is { } plan)
            {
                now = Apply(now, plan);
                pruned += plan.Dead.Count;
            }
        }

        return pruned > 0 ? (now, pruned) : null;
    }

    private static Module Apply(Module model, PruningPlan plan)
    {
        var tree = new ArchitectureTree(model);
        Shrink(tree, plan.Producer.Path, "out_channels", "out_features", plan.Dead.Count);
        Settings(tree, plan.Norm.Path)["channels"] = plan.Norm.Channels - plan.Dead.Count;
        foreach (PrunedReader reader in plan.Readers)
        {
            Shrink(tree, reader.Layer.Path, "in_channels", "in_features", plan.Dead.Count * reader.Features);
            if (reader.Added.Any(value => value != 0))
            {
                Settings(tree, reader.Layer.Path)["bias"] = true;
            }
        }

        Module result = tree.Build();
        ModelRewriting.CopyState(model, result);
        result.Evaluate();
        Fill(model, result, plan);
        return result;
    }

    private static JsonObject Settings(ArchitectureTree tree, string path) => tree.Find(path)
        ?? throw new NotSupportedException($"layer {path} does not stand in the description of the model under its name");

    private static void Shrink(ArchitectureTree tree, string path, string ofConvolution, string ofLinear, int by)
    {
        JsonObject settings = Settings(tree, path);
        string name = settings.ContainsKey(ofConvolution) ? ofConvolution : ofLinear;
        settings[name] = (int)settings[name]! - by;
    }

    /// <summary>Fills what has another size now.</summary>
    private static void Fill(Module from, Module to, PruningPlan plan)
    {
        Dictionary<string, Tensor> old = Tensors(from);
        Dictionary<string, Tensor> fresh = Tensors(to);
        int[] kept = plan.Kept(1);
        foreach (string name in (string[])[plan.Producer.Path, plan.Norm.Path])
        {
            foreach ((string path, Tensor tensor) in fresh.Where(entry => IsOf(entry.Key, name)))
            {
                tensor.CopyFrom(Slices.Take(old[path], 0, kept));
            }
        }

        foreach (PrunedReader reader in plan.Readers)
        {
            string weight = $"{reader.Layer.Path}.weight";
            fresh[weight].CopyFrom(Slices.Take(old[weight], 1, plan.Kept(reader.Features)));
            if (fresh.TryGetValue($"{reader.Layer.Path}.bias", out Tensor? bias))
            {
                float[] before = old.TryGetValue($"{reader.Layer.Path}.bias", out Tensor? had) ? had.ToArray() : new float[bias.Length];
                bias.CopyFrom([.. before.Zip(reader.Added, (value, added) => (float)(value + added))]);
            }
        }
    }

    private static bool IsOf(string tensor, string layer)
        => tensor.StartsWith($"{layer}.", StringComparison.Ordinal)
            && !tensor[(layer.Length + 1)..].Contains('.', StringComparison.Ordinal);

    private static Dictionary<string, Tensor> Tensors(Module module) => module.NamedParameters()
        .Select(entry => (entry.Name, (Tensor)entry.Parameter))
        .Concat(module.NamedBuffers().Select(entry => (entry.Name, entry.Buffer)))
        .ToDictionary(entry => entry.Item1, entry => entry.Item2);
}
