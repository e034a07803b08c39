using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Folds all dimensions after the first into one: [N, C, H, W] becomes [N, C·H·W].</summary>
public sealed class Flatten : Module
{
    internal static LayerDefinition<Flatten> Definition { get; } = new()
    {
        Type = nameof(Flatten),
        Make = _ => new Flatten(),
        Describe = (_, _) => [],
        State = _ => StateSize.None,
        Output = (_, inputs) => OutputOf(inputs[0]),
        IsView = true,
        Pass = (_, _) => null,
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Flatten();

    private static Shape OutputOf(Shape x)
    {
        long length = SizeLimits.Product(x.AsSpan()[Math.Min(1, x.Rank)..]);
        return x.Rank == 0 ? [1] : [x[0], SizeLimits.Whole(length, "Flatten's", "output length")];
    }
}
