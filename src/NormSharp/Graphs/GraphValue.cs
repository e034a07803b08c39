using NormSharp.Tensors;

namespace NormSharp.Graphs;

/// <summary>What one layer of a network hands to others.</summary>
public sealed class GraphValue
{
    private readonly List<GraphNode> _consumers = [];
    private readonly Shape? _shape;

    /// <summary>An input of a network, or of a container whose inside was observed.</summary>
    internal GraphValue(Shape? shape, GraphValue? outer = null) => (_shape, Outer) = (shape, outer);

    /// <summary>What a layer gives.</summary>
    internal GraphValue(Shape? shape, GraphNode producer) => (_shape, Producer) = (shape, producer);

    /// <summary>Its shape.</summary>
    /// <exception cref="InvalidOperationException">The graph was made without the shapes of the inputs.</exception>
    public Shape Shape
        => _shape
            ?? throw new InvalidOperationException("the graph was made without the shapes of the network's inputs, so values have none");

    /// <summary>
    /// The layer that computes it; null for an input, and for what is computed between layers inside an unknown container.
    /// </summary>
    public GraphNode? Producer { get; }

    /// <summary>Every use by a layer; one that uses it twice stands here twice.</summary>
    public IReadOnlyList<GraphNode> Consumers => _consumers;

    /// <summary>Whether it is an output of the network.</summary>
    public bool IsOutput { get; internal set; }

    /// <summary>How often it is used, as an output of the network included.</summary>
    public int Uses => _consumers.Count + (IsOutput ? 1 : 0);

    /// <summary>
    /// The layer that computed it, looked for inside and outside of containers whose inside is known by observation only; null for an input
    /// of the network, and where it is not known.
    /// </summary>
    public GraphNode? Origin
        => Outer is not null ? Outer.Origin : Producer?.Inside is { } inside ? inside.Outputs[0].Origin : Producer;

    /// <summary>The same value outside of the container that this is an input of.</summary>
    internal GraphValue? Outer { get; }

    /// <summary>Whether it was computed between layers, so that nobody knows from what.</summary>
    internal bool IsUnknown { get; init; }

    internal void AddConsumer(GraphNode node) => _consumers.Add(node);

    internal void RemoveConsumer(GraphNode node) => _consumers.Remove(node);
}
