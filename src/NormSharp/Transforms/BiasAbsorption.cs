using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Graphs;
using NormSharp.Layers;

namespace NormSharp.Transforms;

/// <summary>
/// Takes biases before batch normalization out of a network. The normalization subtracts the mean, and with it any bias that is
/// constant over the same values: γ·((Wx + b) − μ)/√(σ² + ε) + β = γ·(Wx − (μ − b))/√(σ² + ε) + β.
/// </summary>
/// <remarks>
/// In evaluation the running mean, from which the bias is subtracted, holds the result still to the rounding of float32; in training the
/// bias had no influence, and its gradient was zero. Absorbed are the biases of convolutions and linear layers whose output goes to a
/// <see cref="BatchNorm"/> and nowhere else. A linear layer is taken to give [N, features]: after one that gives a sequence, dimension 1
/// is not the features. A layer with statistics of several domains is left alone, and so is one that stands in several places.
/// </remarks>
internal static class BiasAbsorption
{
    /// <summary>The layers whose bias is redundant: each with the batch normalization after it.</summary>
    public static IReadOnlyList<RedundantBias> Find(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        List<GraphNode> nodes = [.. Nodes(model)];
        HashSet<Module> once = [.. nodes.Select(node => node.Layer)
            .Concat(model.NamedModules().Select(entry => entry.Module))
            .GroupBy(layer => layer)
            .Where(group => group.Count() <= 2)
            .Select(group => group.Key)];
        return [.. nodes
            .Select(Redundant)
            .OfType<RedundantBias>()
            .Where(pair => once.Contains(pair.Layer) && once.Contains(pair.Normalization))];
    }

    /// <summary>The same network without redundant biases; the given model is left alone.</summary>
    /// <param name="model">The network.</param>
    /// <param name="absorbed">The layers that lost their bias.</param>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public static Module Absorb(Module model, out IReadOnlyList<RedundantBias> absorbed)
    {
        absorbed = Find(model);
        var tree = new ArchitectureTree(model);
        foreach (RedundantBias bias in absorbed)
        {
            JsonObject settings = tree.Find(bias.Layer.Path)
                ?? throw new NotSupportedException(
                    $"layer {bias.Layer.Path} does not stand in the description of the model under its name");
            settings[FoldedWeights.BiasSetting] = false;
        }

        Module result = tree.Build();
        ModelRewriting.CopyState(model, result);
        result.Train(model.IsTraining);
        Dictionary<string, Module> layers = result.NamedModules().ToDictionary(entry => entry.Name, entry => entry.Module);
        foreach (RedundantBias bias in absorbed)
        {
            Subtract((BatchNorm)layers[bias.Normalization.Path], bias.Values);
        }

        return result;
    }

    /// <summary>The nodes of a network, and of what stands in containers whose own inside is not known.</summary>
    private static IEnumerable<GraphNode> Nodes(Module module)
    {
        foreach (GraphNode node in ModelGraph.Of(module).Nodes)
        {
            yield return node;
            foreach (GraphNode below in node.Layer.Children.SelectMany(entry => Nodes(entry.Child)))
            {
                yield return below;
            }
        }
    }

    private static RedundantBias? Redundant(GraphNode node)
    {
        if (node.Layer is not BatchNorm normalization || normalization is DomainBatchNorm
            || node.Inputs[0] is not { Uses: 1, Producer: { Map: { Weight: not null, Bias: { } bias } map } producer })
        {
            return null;
        }

        int axis = normalization.Options.Axis;
        bool cancels = normalization.Channels == bias.Length && (axis == 1 || axis == map.Axis);
        return cancels ? new RedundantBias(producer.Layer, normalization, bias) : null;
    }

    private static void Subtract(BatchNorm normalization, Parameter bias)
    {
        // Without running statistics the batch's own mean takes the bias away, in evaluation too.
        if (normalization.RunningMean is not null)
        {
            Span<float> mean = normalization.RunningMean.AsSpan();
            for (int c = 0; c < mean.Length; c++)
            {
                mean[c] -= bias.AsSpan()[c];
            }
        }
    }
}
