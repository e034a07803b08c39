using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// The largest value of each window, of any rank: [N, C, d₁, …, dₖ]. Padding never wins. <see cref="MaxPool2d"/> is faster where it can do
/// the same.
/// </summary>
internal sealed class MaxPool(SpatialWindow window) : WindowPool(window, along => WindowMaps.Sum(along))
{
    internal static LayerDefinition<MaxPool> Definition { get; } = new()
    {
        Type = nameof(MaxPool),
        Temporaries = 1,
        Make = settings => new MaxPool(WindowSettings.From(settings)),
        Describe = (layer, _) => layer.DescribeWindow(),
        State = _ => StateSize.None,
        Output = OutputOf,
        Pass = (_, line) => line.Scale.Any(scale => scale < 0) ? "takes maxima, and a negative scale would turn them into minima" : null,
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.MaxPool(Window, Maps);
}
