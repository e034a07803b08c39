using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The mean of each window. Input [N, C, H, W].</summary>
/// <param name="kernel">Rows and columns of a window.</param>
/// <param name="stride">Rows and columns between windows; those of the window when null.</param>
/// <param name="padding">Rows and columns of zeros on each side.</param>
/// <param name="countPadding">Whether padded positions count in the mean, as in PyTorch's default.</param>
public sealed class AveragePool2d(Size2d kernel, Size2d? stride = null, Size2d? padding = null, bool countPadding = true)
    : Pool2d(kernel, stride, padding)
{
    /// <summary>Whether padded positions count in the mean.</summary>
    public bool CountPadding { get; } = countPadding;

    /// <inheritdoc/>
    public override LayerDescription Describe()
    {
        LayerDescription description = base.Describe();
        description.Settings["count_padding"] = CountPadding;
        return description;
    }

    internal static AveragePool2d FromSettings(LayerSettings settings)
        => new(settings.Size("kernel"), settings.Size("stride"), settings.Size("padding"), settings.Bool("count_padding"));

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.AveragePool2d(Settings, CountPadding);
}
