using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
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

    internal static LayerDefinition<AveragePool2d> Definition { get; } = new()
    {
        Type = nameof(AveragePool2d),
        Make = settings
            => new AveragePool2d(
                settings.Size("kernel"), settings.Size("stride"), settings.Size("padding"), settings.Bool("count_padding")),
        Describe = (layer, _) =>
        {
            JsonObject settings = layer.DescribeWindow();
            settings["count_padding"] = layer.CountPadding;
            return settings;
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(settings, inputs[0]),
        Pass = (layer, line) => layer.CountPadding && layer.Settings.Padding != 0 && !line.KeepsZero
            ? "averages padded zeros, which the normalization would have shifted"
            : null,
        Lower = (layer, _) => new PlanOperation(operands =>
        {
            (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
            PoolingGeometry geometry = layer.Settings.GeometryOf(x.Shape, layer.TypeName);
            return () => backend.Pooling.Average(geometry, layer.CountPadding, x, y);
        })
        {
            Blocked = layer.InBlocks(layer.CountPadding ? BlockedPoolingKind.PaddedMean : BlockedPoolingKind.Mean),
        },
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.AveragePool2d(Settings, CountPadding);
}
