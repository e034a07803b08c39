using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// A convolution whose weight is computed by other layers. Inputs: x [N, C, d₁, …, dₖ], weight [O, C / groups, k₁, …, kₖ], and a bias [O]
/// where there is one.
/// </summary>
/// <param name="window">The windows.</param>
/// <param name="groups">Into how many groups the channels fall.</param>
internal sealed class OperandConvolution(SpatialWindow window, int groups = 1)
    : OperandConvolutionModule<SpatialWindow>(window, groups, WindowMaps.Depth(window))
{
    internal static LayerDefinition<OperandConvolution> Definition { get; } = new()
    {
        Type = nameof(OperandConvolution),
        InputCount = (2, 3),
        Make = settings => new OperandConvolution(WindowSettings.From(settings), settings.Int("groups")),
        Describe = (layer, _) => layer.DescribedBy(WindowSettings.Describe(layer.Window)),
        State = _ => StateSize.None,
        Output = (settings, inputs)
            => ConvolutionShapes.Output(inputs[0], inputs[1], WindowSettings.From(settings), settings.Int("groups")),
        Scratch = (settings, inputs)
            => SpatialConvolution.ScratchOf(inputs[0], inputs[1], WindowSettings.From(settings), settings.Int("groups")),
    };

    /// <inheritdoc/>
    public override string ToString() => $"OperandConvolution(kernel {string.Join("×", Window.Kernel)})";

    /// <inheritdoc/>
    protected override Tensor Convolved(Tensor x, Tensor weight, Tensor? bias, AxisMapCache depth)
        => x.Convolve(weight, bias, Window, Groups, depth);
}
