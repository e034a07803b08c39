using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The largest value of each window. Input [N, C, H, W].</summary>
/// <param name="kernel">Rows and columns of a window.</param>
/// <param name="stride">Rows and columns between windows; those of the window when null.</param>
/// <param name="padding">Rows and columns on each side, which never win.</param>
public sealed class MaxPool2d(Size2d kernel, Size2d? stride = null, Size2d? padding = null) : Pool2d(kernel, stride, padding)
{
    internal static MaxPool2d FromSettings(LayerSettings settings) => new(settings.Size("kernel"), settings.Size("stride"), settings.Size("padding"));

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.MaxPool2d(Settings);
}
