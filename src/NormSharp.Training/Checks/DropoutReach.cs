using NormSharp.Graphs;
using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>The values of a network that may have come through a dropout.</summary>
internal sealed class DropoutReach
{
    private readonly HashSet<GraphValue> _behind = new(ReferenceEqualityComparer.Instance);

    public DropoutReach(ModelGraph graph) => Walk(graph);

    /// <summary>
    /// Whether an element of a value may have come through a dropout. What was computed between layers, from what is not known, may have
    /// come through any dropout before it.
    /// </summary>
    public bool Contains(GraphValue value)
        => _behind.Contains(value) || (value.Outer is { } outer ? Contains(outer) : value is { IsUnknown: true } && _behind.Count > 0);

    private void Walk(ModelGraph graph)
    {
        foreach (GraphNode node in graph.Nodes)
        {
            if (node.Inside is { } inside)
            {
                Walk(inside);
            }

            bool touched = node.Inside is null
                ? node.Layer is Dropout { Probability: > 0 } || node.Inputs.Any(Contains)
                : Contains(node.Inside.Outputs[0]);
            if (touched)
            {
                _behind.Add(node.Output);
            }
        }
    }
}
