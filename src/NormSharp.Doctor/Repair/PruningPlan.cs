using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Diagnosis.Static;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Diagnosis.Repair;

/// <summary>Which channels of a layer are taken out, and what changes around them.</summary>
/// <param name="Producer">The convolution or linear layer before.</param>
/// <param name="Norm">The normalization.</param>
/// <param name="Dead">The channels.</param>
/// <param name="Readers">The layers that read them.</param>
internal sealed record PruningPlan(Module Producer, BatchNorm Norm, IReadOnlyList<int> Dead, IReadOnlyList<PrunedReader> Readers)
{
    /// <summary>The entries that stay of a dimension with so many entries a channel.</summary>
    public int[] Kept(int features) =>
    [
        .. Enumerable.Range(0, Norm.Channels).Except(Dead).SelectMany(channel => Enumerable.Range(channel * features, features)),
    ];

    /// <summary>For a normalization of a network; null where no channel can be taken out.</summary>
    public static PruningPlan? Of(ModelGraph graph, string path)
    {
        GraphNode[] all = [.. graph.AllNodes];
        if (all.Where(node => node.Layer.Path == path).ToArray() is not [{ Layer: BatchNorm norm and not DomainBatchNorm } node]
            || norm.Options.Axis != 1 || norm.RunningMean is null
            || node.Inputs[0] is not { Uses: 1, Producer: { } producer } || !HasFreeOutputs(producer)
            || !StandsOnce(all, producer))
        {
            return null;
        }

        NormState state = NormState.Of(norm).Single();
        int[] dead = [.. Enumerable.Range(0, norm.Channels).Where(channel => DeadChannels.IsDead(state, channel))];
        double[] constants = norm.Beta is { } beta ? [.. beta.ToArray().Select(value => (double)value)] : new double[norm.Channels];
        var readers = new List<(GraphNode Node, double[] Constants, int Features)>();
        if (dead.Length == 0 || !Follow(node.Output, constants, readers) || readers.Any(reader => !StandsOnce(all, reader.Node)))
        {
            return null;
        }

        int[] pruned = [.. dead.Where(channel => readers.TrueForAll(reader => IsExact(reader, channel))).Take(norm.Channels - 1)];
        return pruned.Length == 0
            ? null
            : new PruningPlan(
                producer.Layer,
                norm,
                pruned,
                [.. readers.Select(reader => new PrunedReader(reader.Node.Layer, reader.Features, Added(reader, pruned)))]);
    }

    private static bool StandsOnce(GraphNode[] all, GraphNode node) => all.Count(other => other.Layer == node.Layer) == 1;

    private static bool HasFreeOutputs(GraphNode node) => node.Layer is Linear or Conv2d { Options.Groups: 1 };

    /// <summary>Follows constants to the layers that read them; false where they reach what cannot do without them.</summary>
    private static bool Follow(GraphValue value, double[] constants, List<(GraphNode Node, double[] Constants, int Features)> readers)
    {
        if (value.IsOutput || value.Consumers.Count == 0)
        {
            return false;
        }

        foreach (GraphNode node in value.Consumers)
        {
            if (node.Layer is Linear ? value.Shape.Rank == 2 : node.Layer is Conv2d { Options.Groups: 1 })
            {
                readers.Add((node, constants, value.Shape[1] / constants.Length));
            }
            else if (node.Inputs.Count != 1 || !IsByChannel(node) || Through(node, value.Shape, constants) is not { } next
                || !Follow(node.Output, next, readers))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsByChannel(GraphNode node) => !node.Layer.NamedParameters().Any()
        && (node.Layer is Dropout or Identity or MaxPool2d or AveragePool2d or GlobalAveragePool2d or AdaptiveAveragePool2d or Flatten
            || node.Definition?.ActivationOf(node.Layer) is not null);

    /// <summary>What a layer makes of planes that are constant; null where they are that no more, as at a padded border.</summary>
    private static double[]? Through(GraphNode node, Shape shape, double[] constants)
    {
        Shape one = shape.With(0, 1);
        int plane = one.ElementCount / constants.Length;
        float[] planes = [.. constants.SelectMany(constant => Enumerable.Repeat((float)constant, plane))];
        using var tape = new Tape(Backend.Default, gradients: false);
        float[] result = node.Layer.Forward(Tensor.From(planes, one)).ToArray();
        int left = result.Length / constants.Length;
        double[] next = [.. constants.Select((_, channel) => (double)result[channel * left])];
        bool isConstant = result.Select((value, i) => value == (float)next[i / left]).All(same => same);
        return isConstant ? next : null;
    }

    /// <summary>A constant other than 0 changes the border of a layer that pads with zeros.</summary>
    private static bool IsExact((GraphNode Node, double[] Constants, int Features) reader, int channel)
        => reader.Constants[channel] == 0 || reader.Node.Layer is Linear
            || reader.Node.Layer is Conv2d { Options.Padding: { Height: 0, Width: 0 } };

    private static double[] Added((GraphNode Node, double[] Constants, int Features) reader, int[] pruned)
    {
        var weight = (Tensor)reader.Node.Layer.NamedParameters().First(entry => entry.Name == "weight").Parameter;
        float[] values = weight.ToArray();
        int outputs = weight.Shape[0];
        int row = values.Length / outputs;
        int features = row / reader.Constants.Length;
        return
        [
            .. Enumerable.Range(0, outputs).Select(output => pruned.Sum(channel => reader.Constants[channel]
                * values.AsSpan((output * row) + (channel * features), features).ToArray().Sum(value => (double)value))),
        ];
    }
}
