using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The largest value of each window. Input [N, C, H, W].</summary>
/// <param name="kernel">Rows and columns of a window.</param>
/// <param name="stride">Rows and columns between windows; those of the window when null.</param>
/// <param name="padding">Rows and columns on each side, which never win.</param>
public sealed class MaxPool2d(Size2d kernel, Size2d? stride = null, Size2d? padding = null) : Pool2d(kernel, stride, padding)
{
    internal static LayerDefinition<MaxPool2d> Definition { get; } = new()
    {
        Type = nameof(MaxPool2d),
        Make = settings => new MaxPool2d(settings.Size("kernel"), settings.Size("stride"), settings.Size("padding")),
        Describe = (layer, _) => layer.DescribeWindow(),
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(settings, inputs[0]),
        Pass = (_, line) => line.Scale.Any(scale => scale < 0) ? "takes maxima, and a negative scale would turn them into minima" : null,
        Lower = (layer, _) => new PlanOperation(operands =>
        {
            (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
            PoolingGeometry geometry = layer.Settings.GeometryOf(x.Shape, layer.TypeName);
            return () => backend.Pooling.Max(geometry, x, y, null);
        })
        {
            Blocked = layer.InBlocks(BlockedPoolingKind.Max),
        },
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.MaxPool2d(Settings);
}
