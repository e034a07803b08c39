using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Folds all dimensions after the first into one: [N, C, H, W] becomes [N, C·H·W].</summary>
public sealed class Flatten : Module
{
    /// <inheritdoc/>
    public override LayerDescription Describe() => new(nameof(Flatten), []);

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Flatten();
}
