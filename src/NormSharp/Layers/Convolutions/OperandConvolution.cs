using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// A convolution whose weight is computed by other layers. Inputs: x [N, C, d₁, …, dₖ], weight [O, C / groups, k₁, …, kₖ], and a bias [O]
/// where there is one.
/// </summary>
internal sealed class OperandConvolution : Module
{
    private readonly AxisMapCache _depth;

    /// <summary>Makes the layer.</summary>
    /// <param name="window">The windows.</param>
    /// <param name="groups">Into how many groups the channels fall.</param>
    public OperandConvolution(SpatialWindow window, int groups = 1)
    {
        (Window, Groups) = (window, groups);
        _depth = new AxisMapCache(1, (_, extent) => WindowMaps.Unfold(window.Along(0, extent)));
    }

    /// <summary>The windows.</summary>
    public SpatialWindow Window { get; }

    /// <summary>Into how many groups the channels fall.</summary>
    public int Groups { get; }

    internal static LayerDefinition<OperandConvolution> Definition { get; } = new()
    {
        Type = nameof(OperandConvolution),
        InputCount = (2, 3),
        Make = settings => new OperandConvolution(WindowSettings.From(settings), settings.Int("groups")),
        Describe = (layer, _) =>
        {
            JsonObject settings = WindowSettings.Describe(layer.Window);
            settings["groups"] = layer.Groups;
            return settings;
        },
        State = _ => StateSize.None,
        Output = (settings, inputs)
            => ConvolutionShapes.Output(inputs[0], inputs[1], WindowSettings.From(settings), settings.Int("groups")),
    };

    /// <inheritdoc/>
    public override string ToString() => $"OperandConvolution(kernel {string.Join("×", Window.Kernel)})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes an input and a weight");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
        => inputs[0].Convolve(inputs[1], inputs.Length > 2 ? inputs[2] : null, Window, Groups, _depth);
}
