using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Transforms.Graphs;

/// <summary>One step of a network: a layer, or the sum of a residual block.</summary>
internal sealed class GraphNode
{
    /// <summary>Makes a node and its output, and enters it among the consumers of its inputs.</summary>
    /// <param name="name">The layer's path below the network.</param>
    /// <param name="module">The layer; null for a sum.</param>
    /// <param name="output">The output's shape.</param>
    /// <param name="inputs">One for a layer, two for a sum.</param>
    public GraphNode(string name, Module? module, Shape output, params IReadOnlyList<GraphValue> inputs)
    {
        Name = name;
        Module = module;
        Inputs = [.. inputs];
        Output = new GraphValue(output, this);
        foreach (GraphValue input in inputs)
        {
            input.Consumers.Add(this);
        }
    }

    public string Name { get; }

    /// <summary>The layer; null for a sum.</summary>
    public Module? Module { get; }

    public List<GraphValue> Inputs { get; }

    public GraphValue Output { get; }

    /// <summary>As messages call it: <c>bn1 (BatchNorm)</c>.</summary>
    public string Title => Module is null ? $"the sum of residual block {Name}" : $"{Name} ({Module.TypeName})";
}
