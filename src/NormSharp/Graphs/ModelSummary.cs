using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Graphs;

/// <summary>What a network is made of: one row a layer, in the order of the forward pass, and the totals.</summary>
/// <param name="Rows">One a layer that has no children, for each place where it stands.</param>
/// <param name="Parameters">Numbers that are trained, frozen ones included.</param>
/// <param name="TrainableParameters">Numbers that are trained and not frozen.</param>
/// <param name="ActivationBytes">Memory of all outputs for the given input, as a training step keeps them.</param>
/// <param name="Input">The shape of the input; of the first, where there are several.</param>
public sealed record ModelSummary(
    IReadOnlyList<ModelSummaryRow> Rows, long Parameters, long TrainableParameters, long ActivationBytes, Shape Input)
{
    /// <summary>Reads what comes out of each layer off the network's graph.</summary>
    /// <param name="module">The network; its mode and statistics are left as they were. Lazy layers learn their channels.</param>
    /// <param name="input">The shape of a batch, for example [1, 1, 28, 28].</param>
    /// <exception cref="LayerException">The input does not fit; the message names the layer.</exception>
    public static ModelSummary Of(Module module, Shape input) => Of(module, (IReadOnlyList<Shape>)[input]);

    /// <summary>Reads what comes out of each layer off the graph of a network of several inputs.</summary>
    /// <param name="module">The network; its mode and statistics are left as they were. Lazy layers learn their channels.</param>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <exception cref="LayerException">The inputs do not fit; the message names the layer.</exception>
    public static ModelSummary Of(Module module, IReadOnlyList<Shape> inputs)
    {
        ModelGraph graph = ModelGraph.Of(module, inputs);
        HashSet<Module> layers = [.. module.NamedModules().Select(entry => entry.Module).Where(layer => !layer.Children.Any())];
        List<ModelSummaryRow> rows = [.. graph.AllNodes.Where(node => layers.Contains(node.Layer)).Select(Row)];
        return new ModelSummary(
            rows,
            module.ParameterCount(),
            module.NamedParameters().Where(entry => !entry.Parameter.IsFrozen).Sum(entry => (long)entry.Parameter.Length),
            rows.Sum(row => row.ActivationBytes),
            inputs.Count == 0 ? [] : inputs[0]);
    }

    private static ModelSummaryRow Row(GraphNode node)
    {
        List<Parameter> parameters = [.. node.Layer.NamedParameters().Select(entry => entry.Parameter)];
        return new ModelSummaryRow(
            node.Name,
            node.Layer.ToString(),
            node.Output.Shape,
            parameters.Exists(parameter => !parameter.IsFrozen),
            parameters.Sum(parameter => (long)parameter.Length),
            node.IsView ? 0 : (long)node.Output.Shape.ElementCount * sizeof(float));
    }
}
