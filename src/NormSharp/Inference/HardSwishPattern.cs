using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Inference;

/// <summary>x·clip(x + 3, 0, 6)/6 as exporters spell it out, in four steps: one activation, which the step before may take.</summary>
internal sealed class HardSwishPattern
{
    private readonly Dictionary<GraphNode, GraphValue> _ends = [];
    private readonly HashSet<GraphNode> _inside = [];

    /// <summary>Finds all of them.</summary>
    public HardSwishPattern(ModelGraph graph)
    {
        foreach (GraphNode node in graph.Nodes)
        {
            if (Match(node) is { } match)
            {
                _ends.Add(node, match.Argument);
                _inside.UnionWith(match.Inside);
            }
        }
    }

    /// <summary>The argument, where a node ends a pattern; else null.</summary>
    public GraphValue? ArgumentOf(GraphNode node) => _ends.GetValueOrDefault(node);

    /// <summary>Whether a node is part of a pattern before its end: nobody else reads what it gives.</summary>
    public bool IsInside(GraphNode node) => _inside.Contains(node);

    private static (GraphValue Argument, GraphNode[] Inside)? Match(GraphNode end)
    {
        // The division comes last, or after the clip.
        if (IsSixth(end) && Only(end.Inputs[0]) is { Layer: Product, Inputs.Count: 2 } product)
        {
            return Gate(product, divided: false) is { } gate ? (gate.Argument, [product, .. gate.Inside]) : null;
        }

        return end is { Layer: Product, Inputs.Count: 2 } ? Gate(end, divided: true) : null;
    }

    /// <summary>A product of a value with clip(value + 3, 0, 6), which may be divided by six.</summary>
    private static (GraphValue Argument, GraphNode[] Inside)? Gate(GraphNode product, bool divided)
    {
        for (int side = 0; side < 2; side++)
        {
            GraphValue argument = product.Inputs[side];
            GraphNode? last = Only(product.Inputs[1 - side]);
            GraphNode? clip = !divided ? last : last is not null && IsSixth(last) ? Only(last.Inputs[0]) : null;
            bool clips = clip?.Definition?.ActivationOf(clip.Layer) is { Kind: ActivationKind.Clip, Lower: 0, Upper: 6 };
            if (clips && Only(clip!.Inputs[0]) is { Layer: Affine { Scale: 1, Shift: 3 } } shift && shift.Inputs[0] == argument)
            {
                return (argument, divided ? [last!, clip, shift] : [clip, shift]);
            }
        }

        return null;
    }

    private static bool IsSixth(GraphNode node) => node.Layer is Affine { Shift: 0 } affine && Math.Abs((affine.Scale * 6) - 1) < 1e-6;

    /// <summary>What gives a value that has one reader.</summary>
    private static GraphNode? Only(GraphValue value) => value.Uses == 1 ? value.Producer : null;
}
