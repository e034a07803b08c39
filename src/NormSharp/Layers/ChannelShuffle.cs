using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Interleaves groups of channels, so that each of the next groups reads all of these: channel g·(C/G) + i becomes i·G + g, for G groups
/// (Zhang et al. 2018). Input and output [N, C, H, W].
/// </summary>
internal sealed class ChannelShuffle : Module
{
    private static readonly int[] Order = [0, 2, 1, 3];

    /// <summary>Makes the layer.</summary>
    /// <param name="groups">G, which divides the channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no group.</exception>
    public ChannelShuffle(int groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        Groups = groups;
    }

    internal static LayerDefinition<ChannelShuffle> Definition { get; } = new()
    {
        Type = nameof(ChannelShuffle),
        Make = settings => new ChannelShuffle(settings.Int("groups")),
        Describe = (layer, _) => new JsonObject { ["groups"] = layer.Groups },
        State = _ => StateSize.None,
        Output = (settings, inputs) =>
        {
            _ = Grouped(inputs[0], settings.Int("groups"));
            return inputs[0];
        },
        Lower = (layer, _) => new PlanOperation(operands =>
        {
            Shape grouped = Grouped(operands.Inputs[0].Shape, layer.Groups);
            Tensor x = operands.Inputs[0].View(grouped).Permuted(Order);
            (Backend backend, Tensor y) = (operands.Backend, operands.Output.View(x.Shape));
            return () => backend.Copy(x, y);
        }),
    };

    /// <summary>G.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    public override string ToString() => $"ChannelShuffle({Groups})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
        => x.Reshape(Grouped(x.Shape, Groups).AsSpan()).Permute(Order).Contiguous().Reshape(x.Shape.AsSpan());

    private static Shape Grouped(Shape x, int groups) => x.Rank == 4 && groups > 0 && x[1] % groups == 0
        ? [x[0], groups, x[1] / groups, checked(x[2] * x[3])]
        : throw new ArgumentException(
            $"ChannelShuffle takes an input [N, C, H, W] whose channels fall into {groups} groups; it has shape {x}");
}
