using NormSharp.Tensors;

namespace NormSharp.Transforms.Graphs;

/// <summary>What one node of a network hands to others.</summary>
/// <param name="shape">Its shape for a batch of one.</param>
/// <param name="producer">Where it comes from; null for the network's input.</param>
internal sealed class GraphValue(Shape shape, GraphNode? producer)
{
    public Shape Shape { get; } = shape;

    public GraphNode? Producer { get; } = producer;

    /// <summary>Every use by a node; a node that uses it twice stands here twice.</summary>
    public List<GraphNode> Consumers { get; } = [];

    /// <summary>Whether it is the network's output.</summary>
    public bool IsOutput { get; set; }

    /// <summary>How often it is used, the network's output included.</summary>
    public int Uses => Consumers.Count + (IsOutput ? 1 : 0);
}
