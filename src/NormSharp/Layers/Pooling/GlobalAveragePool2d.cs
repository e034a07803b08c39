using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The mean of each plane: [N, C, H, W] becomes [N, C, 1, 1] (Lin et al. 2014).</summary>
public sealed class GlobalAveragePool2d : Module
{
    /// <inheritdoc/>
    public override LayerDescription Describe() => new(nameof(GlobalAveragePool2d), []);

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.GlobalAveragePool2d();
}
