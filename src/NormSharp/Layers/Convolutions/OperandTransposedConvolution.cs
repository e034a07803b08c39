using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// A transposed convolution whose weight is computed by other layers. Inputs: x [N, C, d₁, …, dₖ], weight [C, O / groups, k₁, …, kₖ], and a
/// bias [O] where there is one.
/// </summary>
internal sealed class OperandTransposedConvolution : Module
{
    private readonly AxisMapCache _depth;

    /// <summary>Makes the layer.</summary>
    /// <param name="window">The windows over the output.</param>
    /// <param name="groups">Into how many groups the channels fall.</param>
    public OperandTransposedConvolution(TransposedWindow window, int groups = 1)
    {
        (Window, Groups) = (TransposedSettings.Checked(window), groups);
        _depth = new AxisMapCache(1, (_, extent) => WindowMaps.Unfold(window.Along(0, extent)).Transposed);
    }

    /// <summary>The windows over the output.</summary>
    public TransposedWindow Window { get; }

    /// <summary>Into how many groups the channels fall.</summary>
    public int Groups { get; }

    internal static LayerDefinition<OperandTransposedConvolution> Definition { get; } = new()
    {
        Type = nameof(OperandTransposedConvolution),
        InputCount = (2, 3),
        Make = settings => new OperandTransposedConvolution(TransposedSettings.From(settings), settings.Int("groups")),
        Describe = (layer, _) =>
        {
            JsonObject settings = TransposedSettings.Describe(layer.Window);
            settings["groups"] = layer.Groups;
            return settings;
        },
        State = _ => StateSize.None,
        Output = (settings, inputs)
            => ConvolutionShapes.Transposed(inputs[0], inputs[1], TransposedSettings.From(settings), settings.Int("groups")),
    };

    /// <inheritdoc/>
    public override string ToString() => $"OperandTransposedConvolution(kernel {string.Join("×", Window.Window.Kernel)})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes an input and a weight");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
        => inputs[0].ConvolveTransposed(inputs[1], inputs.Length > 2 ? inputs[2] : null, Window, Groups, _depth);
}
