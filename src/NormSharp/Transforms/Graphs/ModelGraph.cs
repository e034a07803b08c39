using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Transforms.Graphs;

/// <summary>
/// How values flow through a network in evaluation mode. Containers that the library knows are opened; any other module is one node, whose
/// inside is its own.
/// </summary>
internal sealed class ModelGraph
{
    private readonly List<GraphNode> _nodes = [];

    private ModelGraph(GraphValue input)
    {
        Input = input;
        Output = input;
    }

    public GraphValue Input { get; }

    public GraphValue Output { get; private set; }

    /// <summary>In an order in which they can be computed.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>Sends one input of zeros through the network and notes its way.</summary>
    /// <param name="model">The network; its mode and statistics are left as they were.</param>
    /// <param name="input">The input's shape; only one sample is sent, whatever the first extent.</param>
    /// <param name="backend">What computes.</param>
    /// <exception cref="LayerException">The input does not fit; the message names the layer.</exception>
    public static ModelGraph Trace(Module model, Shape input, Backend backend)
    {
        if (input.Rank < 2)
        {
            throw new ArgumentException($"the input's shape is {input}; a batch is [N, …] with at least two dimensions", nameof(input));
        }

        Shape single = [1, .. input.AsSpan()[1..]];
        List<Module> training = [.. model.NamedModules().Select(entry => entry.Module).Where(module => module.IsTraining)];
        model.Evaluate();
        try
        {
            using var tape = new Tape(backend, gradients: false);
            Tensor zeros = tape.Input(Tensor.Zeros(single));
            var graph = new ModelGraph(new GraphValue(single, null));
            (GraphValue output, _) = graph.Enter(string.Empty, model, graph.Input, zeros);
            output.IsOutput = true;
            graph.Output = output;
            return graph;
        }
        finally
        {
            training.ForEach(module => module.RestoreMode(training: true));
        }
    }

    /// <summary>Takes a node of one input out: its consumers get its input.</summary>
    public void Bypass(GraphNode node)
    {
        GraphValue input = node.Inputs[0];
        input.Consumers.Remove(node);
        foreach (GraphNode consumer in node.Output.Consumers.Distinct())
        {
            for (int i = 0; i < consumer.Inputs.Count; i++)
            {
                if (consumer.Inputs[i] == node.Output)
                {
                    consumer.Inputs[i] = input;
                    input.Consumers.Add(consumer);
                }
            }
        }

        if (node.Output.IsOutput)
        {
            input.IsOutput = true;
            Output = input;
        }

        _nodes.Remove(node);
    }

    private (GraphValue Value, Tensor Tensor) Enter(string name, Module module, GraphValue x, Tensor tensor)
    {
        switch (module)
        {
            case Sequential sequential:
                (GraphValue Value, Tensor Tensor) at = (x, tensor);
                foreach ((string child, Module layer) in sequential.Children)
                {
                    at = Enter(Join(name, child), layer, at.Value, at.Tensor);
                }

                return at;
            case Residual residual:
                return EnterResidual(name, residual, x, tensor);
            default:
                Tensor y = module.Forward(tensor);
                var node = new GraphNode(name.Length == 0 ? module.TypeName : name, module, y.Shape, x);
                _nodes.Add(node);
                return (node.Output, y);
        }
    }

    private (GraphValue Value, Tensor Tensor) EnterResidual(string name, Residual residual, GraphValue x, Tensor tensor)
    {
        (GraphValue Value, Tensor Tensor) branch = Enter(Join(name, "branch"), residual.Branch, x, tensor);
        (GraphValue Value, Tensor Tensor) shortcut = residual.Shortcut is null
            ? (x, tensor)
            : Enter(Join(name, "shortcut"), residual.Shortcut, x, tensor);
        if (branch.Value.Shape != shortcut.Value.Shape)
        {
            throw new LayerException(
                name.Length == 0 ? residual.TypeName : name,
                residual.TypeName,
                x.Shape,
                $"the branch gives {branch.Value.Shape}, the shortcut {shortcut.Value.Shape}; they are added and must be equal");
        }

        var sum = new GraphNode(name.Length == 0 ? residual.TypeName : name, null, branch.Value.Shape, branch.Value, shortcut.Value);
        _nodes.Add(sum);
        return residual.Activation is null ? (sum.Output, branch.Tensor) : Enter(Join(name, "activation"), residual.Activation, sum.Output, branch.Tensor);
    }

    private static string Join(string name, string child) => name.Length == 0 ? child : $"{name}.{child}";
}
