using NormSharp.Graphs;
using NormSharp.Layers;

namespace NormSharp.Transforms;

/// <summary>Looks for the convolution or linear layer that can take a normalization over, before it and after it.</summary>
/// <param name="node">The normalization.</param>
/// <param name="line">Its coefficients.</param>
/// <param name="shared">Layers that stand in several places.</param>
internal sealed class FoldTargetSearch(GraphNode node, ChannelAffine line, IReadOnlySet<Module> shared)
{
    /// <summary>The layer in front whose output goes nowhere else.</summary>
    /// <param name="target">The layer, where there is one.</param>
    /// <returns>Why there is none; null where there is one.</returns>
    public string? Preceding(out GraphNode? target)
    {
        target = null;
        GraphValue value = node.Inputs[0];
        GraphNode reader = node;
        while (true)
        {
            if (value.Uses > 1)
            {
                return value.Producer is null
                    ? "it stands at the network's input"
                    : $"the output of {value.Producer.Title} before it is also used by {Others(value, reader)}";
            }

            switch (value.Producer)
            {
                case null:
                    return "it stands at the network's input";
                case { Inputs.Count: not 1 } join:
                    return $"it follows {join.Title}";
                case { Map: { Weight: { } weight } map } candidate:
                    string? reason = Refusal(candidate, map, candidate.Output.Shape, weight.Shape[0], "output");
                    target = reason is null ? candidate : null;
                    return reason;
                case { } between:
                    if (Between(between, "before it") is { } obstacle)
                    {
                        return obstacle;
                    }

                    reader = between;
                    value = between.Inputs[0];
                    break;
            }
        }
    }

    /// <summary>The layer after it that alone reads the output.</summary>
    /// <param name="target">The layer, where there is one.</param>
    /// <returns>Why there is none; null where there is one.</returns>
    public string? Following(out GraphNode? target)
    {
        target = null;
        GraphValue value = node.Output;
        while (true)
        {
            if (value.IsOutput && value.Consumers.Count == 0)
            {
                return "no layer follows";
            }

            if (value.Uses > 1)
            {
                return $"its output is used by {string.Join(" and ", Users(value, value.Consumers))}";
            }

            GraphNode reader = value.Consumers[0];
            switch (reader)
            {
                case { Inputs.Count: not 1 }:
                    return $"its output goes into {reader.Title}";
                case { Map.PadsZeros: true } when !line.KeepsZero:
                    return $"{reader.Title} after it pads with zeros, which the normalization would have shifted";
                case { Map: { Weight: not null } map }:
                    string? reason = Refusal(reader, map, reader.Inputs[0].Shape, InputChannels(map), "input");
                    target = reason is null ? reader : null;
                    return reason;
                default:
                    if (Between(reader, "after it") is { } obstacle)
                    {
                        return obstacle;
                    }

                    value = reader.Output;
                    break;
            }
        }
    }

    /// <summary>Channels that a layer reads; flattened ones count once, however many positions each has.</summary>
    private int InputChannels(ChannelMap map)
    {
        int channels = map.Weight!.Shape[1] * map.Groups;
        int positions = map.Axis == 1 || channels % line.Channels != 0 ? 1 : channels / line.Channels;
        return channels / positions;
    }

    private string? Refusal(GraphNode target, ChannelMap map, Tensors.Shape shape, int channels, string side)
    {
        if (shared.Contains(target.Layer))
        {
            return $"{target.Title} stands in several places of the network";
        }

        if (map.Axis != 1 && shape.Rank != 2)
        {
            return $"the {side} {shape} of {target.Title} has its features in the last dimension, the normalization its channels in "
                + "dimension 1";
        }

        return channels == line.Channels
            ? null
            : $"{target.Title} has {channels} {side} channels, the normalization {line.Channels}: a flattening between makes each "
                + "position a feature of its own";
    }

    /// <summary>Why a line does not pass through a layer; null where it does.</summary>
    private string? Between(GraphNode node, string where)
    {
        if (node.Definition?.TryPass(node.Layer, line, out string? obstacle) == true)
        {
            return obstacle is null ? null : $"{node.Title} {where} {obstacle}";
        }

        return node.Definition?.ActivationOf(node.Layer) is not null
            ? $"the activation {node.Title} stands {where}"
            : $"{node.Title} stands {where}, which is no convolution or linear layer";
    }

    private static string Others(GraphValue value, GraphNode reader)
        => string.Join(" and ", Users(value, value.Consumers.Where(user => user != reader)));

    private static IEnumerable<string> Users(GraphValue value, IEnumerable<GraphNode> consumers)
        => consumers.Select(user => user.Title).Concat(value.IsOutput ? ["the network's output"] : []);
}
