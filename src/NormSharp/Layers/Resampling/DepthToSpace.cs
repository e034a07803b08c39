using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Channels become blocks of b×b places: [N, C·b², H, W] becomes [N, C, H·b, W·b], as sub-pixel convolution ends (Shi et al. 2016).
/// </summary>
/// <param name="block">b.</param>
/// <param name="columnsFirst">
/// Whether a channel's places stand together (ONNX's CRD, PyTorch's pixel shuffle), or a place's channels.
/// </param>
internal sealed class DepthToSpace(int block, bool columnsFirst) : Module
{
    internal static LayerDefinition<DepthToSpace> Definition { get; } = new()
    {
        Type = nameof(DepthToSpace),
        Make = settings => new DepthToSpace(settings.Int("block"), settings.Bool("columns_first")),
        Describe = (layer, _) => new JsonObject { ["block"] = layer.Block, ["columns_first"] = layer.ColumnsFirst },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs[0], settings.Int("block")),
        Lower = (layer, _) => new PlanOperation(operands =>
        {
            (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
            (int n, int c, int h, int w) = (y.Shape[0], y.Shape[1], x.Shape[2], x.Shape[3]);
            Tensor source = layer.ColumnsFirst
                ? x.View([n, c, layer.Block, layer.Block, h, w]).Permuted(0, 1, 4, 2, 5, 3)
                : x.View([n, layer.Block, layer.Block, c, h, w]).Permuted(0, 3, 4, 1, 5, 2);
            Tensor target = y.View(source.Shape);
            return () => backend.Copy(source, target);
        }),
    };

    /// <summary>b.</summary>
    public int Block { get; } = block;

    /// <summary>Whether a channel's places stand together.</summary>
    public bool ColumnsFirst { get; } = columnsFirst;

    /// <inheritdoc/>
    public override string ToString() => $"DepthToSpace({Block})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        Shape y = OutputOf(x.Shape, Block);
        (int n, int c, int h, int w) = (y[0], y[1], x.Shape[2], x.Shape[3]);
        return (ColumnsFirst
            ? x.Reshape(n, c, Block, Block, h, w).Permute(0, 1, 4, 2, 5, 3)
            : x.Reshape(n, Block, Block, c, h, w).Permute(0, 3, 4, 1, 5, 2)).Reshape(y.AsSpan());
    }

    private static Shape OutputOf(Shape x, int block) => x.Rank == 4 && block > 0 && x[1] % ((long)block * block) == 0
        ? [x[0], x[1] / block / block, checked(x[2] * block), checked(x[3] * block)]
        : throw new ArgumentException($"DepthToSpace in blocks of {block}×{block} takes [N, C·{block}·{block}, H, W]; it has shape {x}");
}
