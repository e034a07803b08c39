using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Graphs;

/// <summary>
/// A network as a graph of layers: who reads what, in evaluation. Containers that say how values flow in them are opened, as
/// <see cref="Sequential"/>, <see cref="Residual"/> and <see cref="Network"/> do; any other layer is one node. Folding, inference plans,
/// summaries and checks stand on it.
/// </summary>
/// <example><c>ModelGraph.Of(model, [1, 3, 32, 32]).Nodes.Where(node => node.Output.Uses > 1)</c>.</example>
public sealed class ModelGraph
{
    private readonly List<GraphNode> _nodes;
    private readonly GraphValue[] _outputs;

    internal ModelGraph(IReadOnlyList<GraphValue> inputs, List<GraphNode> nodes, IReadOnlyList<GraphValue> outputs)
    {
        Inputs = inputs;
        _nodes = nodes;
        _outputs = [.. outputs];
        foreach (GraphValue output in outputs)
        {
            output.IsOutput = true;
        }
    }

    /// <summary>The network's inputs.</summary>
    public IReadOnlyList<GraphValue> Inputs { get; }

    /// <summary>The network's outputs; the first is what its forward pass returns.</summary>
    public IReadOnlyList<GraphValue> Outputs => _outputs;

    /// <summary>In an order in which they can be computed.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>The nodes, each container of unknown inside followed by what was seen in it.</summary>
    public IEnumerable<GraphNode> AllNodes => _nodes.SelectMany(node => node.Inside is null ? [node] : node.Inside.AllNodes.Prepend(node));

    /// <summary>The graph of a network without shapes; nothing is run, and the inside of unknown containers stays unknown.</summary>
    public static ModelGraph Of(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new GraphBuilding(null).Build(model, null);
    }

    /// <summary>
    /// The graph of a network with the shapes of all values. They follow from the layers' definitions; only layers without one are run, in
    /// evaluation mode on zeros.
    /// </summary>
    /// <param name="model">The network; its mode and statistics are left as they were. Lazy layers learn their channels.</param>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="backend">What runs layers without a definition; the CPU with all its processors when null.</param>
    /// <exception cref="ArgumentException">The network has another number of inputs.</exception>
    /// <exception cref="LayerException">The inputs do not fit; the message names the layer.</exception>
    public static ModelGraph Of(Module model, IReadOnlyList<Shape> inputs, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        return new GraphBuilding(backend ?? Backend.Default).Build(model, inputs);
    }

    /// <summary>The graph of a network with one input.</summary>
    /// <inheritdoc cref="Of(Module, IReadOnlyList{Shape}, Backend)"/>
    public static ModelGraph Of(Module model, Shape input, Backend? backend = null) => Of(model, (IReadOnlyList<Shape>)[input], backend);

    /// <summary>Takes a node of one input out: who read its output reads its input.</summary>
    internal void Bypass(GraphNode node)
    {
        GraphValue input = node.Inputs[0];
        input.RemoveConsumer(node);
        foreach (GraphNode consumer in node.Output.Consumers.Distinct())
        {
            consumer.Replace(node.Output, input);
        }

        for (int i = 0; i < _outputs.Length; i++)
        {
            if (_outputs[i] == node.Output)
            {
                _outputs[i] = input;
                input.IsOutput = true;
            }
        }

        _nodes.Remove(node);
    }
}
