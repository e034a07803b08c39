using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Graphs;

/// <summary>A layer where it stands in a network; a shared layer has a node for each place.</summary>
public sealed class GraphNode
{
    private readonly GraphValue[] _inputs;
    private readonly string? _title;

    internal GraphNode(GraphPlace place, Shape? output, GraphValue[] inputs)
    {
        Name = place.Name;
        Layer = place.Layer;
        _title = place.Title;
        _inputs = inputs;
        Output = new GraphValue(output, this);
        foreach (GraphValue input in inputs)
        {
            input.AddConsumer(this);
        }
    }

    /// <summary>The layer's path below the network; that of the container for a sum that is no layer of its own.</summary>
    public string Name { get; }

    /// <summary>What is computed.</summary>
    public Module Layer { get; private set; }

    /// <summary>What the catalogue knows of the layer; null where its class was not registered.</summary>
    public LayerDefinition? Definition => LayerCatalog.Of(Layer);

    /// <summary>What it reads, in order.</summary>
    public IReadOnlyList<GraphValue> Inputs => _inputs;

    /// <summary>What it gives.</summary>
    public GraphValue Output { get; }

    /// <summary>Whether its output is its input's memory in evaluation, so that it costs nothing.</summary>
    public bool IsView { get; internal set; }

    /// <summary>
    /// The layers inside a container that does not say how values flow in it, as they were seen in one forward pass: which reads which is
    /// known where one gets the very tensor that another gave. Null for other layers, and in a graph without shapes.
    /// </summary>
    public ModelGraph? Inside { get; internal set; }

    /// <summary>As messages call it: <c>bn1 (BatchNorm)</c>.</summary>
    public string Title => _title ?? $"{Name} ({Layer.TypeName})";

    /// <summary>The linear map that the layer is, or null.</summary>
    internal ChannelMap? Map => Definition?.MapOf(Layer);

    internal void Replace(GraphValue input, GraphValue other)
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            if (_inputs[i] == input)
            {
                _inputs[i] = other;
                other.AddConsumer(this);
            }
        }
    }

    internal void Replace(Module layer) => Layer = layer;
}
