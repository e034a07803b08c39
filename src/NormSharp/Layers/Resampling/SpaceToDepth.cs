using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Blocks of b×b places become channels: [N, C, H·b, W·b] becomes [N, b²·C, H, W], a place's channels together.</summary>
/// <param name="block">b.</param>
internal sealed class SpaceToDepth(int block) : Module
{
    internal static LayerDefinition<SpaceToDepth> Definition { get; } = new()
    {
        Type = nameof(SpaceToDepth),
        Make = settings => new SpaceToDepth(settings.Int("block")),
        Describe = (layer, _) => new JsonObject { ["block"] = layer.Block },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs[0], settings.Int("block")),
    };

    /// <summary>b.</summary>
    public int Block { get; } = block;

    /// <inheritdoc/>
    public override string ToString() => $"SpaceToDepth({Block})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        Shape y = OutputOf(x.Shape, Block);
        return x.Reshape(y[0], x.Shape[1], y[2], Block, y[3], Block).Permute(0, 3, 5, 1, 2, 4).Reshape(y.AsSpan());
    }

    private static Shape OutputOf(Shape x, int block) => x.Rank == 4 && block > 0 && x[2] % block == 0 && x[3] % block == 0
        ? [x[0], checked(x[1] * block * block), x[2] / block, x[3] / block]
        : throw new ArgumentException(
            $"SpaceToDepth in blocks of {block}×{block} takes [N, C, H, W] that falls into them; it has shape {x}");
}
