using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// A transposed convolution whose weight is computed by other layers. Inputs: x [N, C, d₁, …, dₖ], weight [C, O / groups, k₁, …, kₖ], and a
/// bias [O] where there is one.
/// </summary>
/// <param name="window">The windows over the output.</param>
/// <param name="groups">Into how many groups the channels fall.</param>
internal sealed class OperandTransposedConvolution(TransposedWindow window, int groups = 1)
    : OperandConvolutionModule<TransposedWindow>(TransposedSettings.Checked(window), groups, WindowMaps.Depth(window))
{
    internal static LayerDefinition<OperandTransposedConvolution> Definition { get; } = new()
    {
        Type = nameof(OperandTransposedConvolution),
        InputCount = (2, 3),
        Make = settings => new OperandTransposedConvolution(TransposedSettings.From(settings), settings.Int("groups")),
        Describe = (layer, _) => layer.DescribedBy(TransposedSettings.Describe(layer.Window)),
        State = _ => StateSize.None,
        Output = (settings, inputs)
            => ConvolutionShapes.Transposed(inputs[0], inputs[1], TransposedSettings.From(settings), settings.Int("groups")),
        Scratch = (settings, inputs)
            => SpatialConvolution.ScratchOf(inputs[0], inputs[1], TransposedSettings.From(settings), settings.Int("groups")),
    };

    /// <inheritdoc/>
    public override string ToString() => $"OperandTransposedConvolution(kernel {string.Join("×", Window.Window.Kernel)})";

    /// <inheritdoc/>
    protected override Tensor Convolved(Tensor x, Tensor weight, Tensor? bias, AxisMapCache depth)
        => x.ConvolveTransposed(weight, bias, Window, Groups, depth);
}
