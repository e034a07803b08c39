using NormSharp.Layers;
using NormSharp.Transforms.Graphs;

namespace NormSharp.Transforms;

/// <summary>Looks for the convolution or linear layer that can take a normalization over, in front of it and behind it.</summary>
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
                    : $"the output of {value.Producer.Title} in front of it is also used by {Others(value, reader)}";
            }

            switch (value.Producer)
            {
                case null:
                    return "it stands at the network's input";
                case { Module: null } sum:
                    return $"it follows {sum.Title}";
                case { Module: Conv2d or Linear } candidate:
                    string? reason = Refusal(candidate, candidate.Output.Shape, OutputChannels(candidate.Module!), "output");
                    target = reason is null ? candidate : null;
                    return reason;
                case { } between:
                    if (Between(between, "in front of it") is { } obstacle)
                    {
                        return obstacle;
                    }

                    reader = between;
                    value = between.Inputs[0];
                    break;
            }
        }
    }

    /// <summary>The layer behind that alone reads the output.</summary>
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
                case { Module: null }:
                    return $"its output goes into {reader.Title}";
                case { Module: Conv2d conv } when conv.Options.Padding != 0 && !line.KeepsZero:
                    return $"{reader.Title} behind it pads with zeros, which the normalization would have shifted";
                case { Module: Conv2d or Linear }:
                    string? reason = Refusal(reader, reader.Inputs[0].Shape, InputChannels(reader), "input");
                    target = reason is null ? reader : null;
                    return reason;
                default:
                    if (Between(reader, "behind it") is { } obstacle)
                    {
                        return obstacle;
                    }

                    value = reader.Output;
                    break;
            }
        }
    }

    private static int OutputChannels(Module module) => module is Conv2d conv ? conv.OutChannels : ((Linear)module).OutFeatures;

    /// <summary>Channels that a layer reads; flattened ones count once, however many positions each has.</summary>
    private int InputChannels(GraphNode reader)
        => reader.Module is Conv2d conv ? conv.InChannels : ((Linear)reader.Module!).InFeatures / Positions(reader);

    private int Positions(GraphNode reader)
    {
        int features = ((Linear)reader.Module!).InFeatures;
        return features % line.Channels == 0 ? features / line.Channels : 1;
    }

    private string? Refusal(GraphNode target, Tensors.Shape shape, int channels, string side)
    {
        if (shared.Contains(target.Module!))
        {
            return $"{target.Title} stands in several places of the network";
        }

        if (target.Module is Linear && shape.Rank != 2)
        {
            return $"the {side} {shape} of {target.Title} has its features in the last dimension, the normalization its channels in dimension 1";
        }

        return channels == line.Channels
            ? null
            : $"{target.Title} has {channels} {side} channels, the normalization {line.Channels}: a flattening between makes each position a feature of its own";
    }

    /// <summary>Why a line does not pass through a layer; null where it does.</summary>
    private string? Between(GraphNode layer, string where) => layer.Module switch
    {
        Dropout or Flatten or GlobalAveragePool2d => null,
        AveragePool2d { CountPadding: true } pool when pool.Settings.Padding != 0 && !line.KeepsZero
            => $"{layer.Title} {where} averages padded zeros, which the normalization would have shifted",
        AveragePool2d => null,
        MaxPool2d when line.Scale.Any(scale => scale < 0) => $"{layer.Title} {where} takes maxima, and a negative scale would turn them into minima",
        MaxPool2d => null,
        ActivationModule => $"the activation {layer.Title} stands {where}",
        _ => $"{layer.Title} stands {where}, which is no convolution or linear layer",
    };

    private static string Others(GraphValue value, GraphNode reader) => string.Join(" and ", Users(value, value.Consumers.Where(user => user != reader)));

    private static IEnumerable<string> Users(GraphValue value, IEnumerable<GraphNode> consumers)
        => consumers.Select(user => user.Title).Concat(value.IsOutput ? ["the network's output"] : []);
}
