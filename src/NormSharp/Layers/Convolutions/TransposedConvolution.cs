using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Transposed convolution of one, two or three dimensions, with padding that may differ between the sides. <see cref="ConvTranspose2d"/> is
/// the same for planes with equal padding.
/// </summary>
internal sealed class TransposedConvolution : Module
{
    private readonly AxisMapCache _depth;

    /// <summary>Makes the layer.</summary>
    /// <param name="inChannels">C.</param>
    /// <param name="outChannels">O.</param>
    /// <param name="window">The windows over the output.</param>
    /// <param name="groups">Into how many groups the channels fall.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the channels do not fall into the groups.</exception>
    public TransposedConvolution(int inChannels, int outChannels, TransposedWindow window, int groups = 1, bool bias = true)
    {
        (InChannels, OutChannels, Window, Groups) = (inChannels, outChannels, TransposedSettings.Checked(window), groups);
        _depth = new AxisMapCache(1, (_, extent) => WindowMaps.Unfold(window.Along(0, extent)).Transposed);
        Weight = AddParameter(
            "weight", ConvolutionShapes.Weight(inChannels, outChannels, window.Window, groups), Initializer.PyTorchWeight);
        Bias = bias ? AddParameter("bias", [outChannels], Initializer.Zeros) : null;
    }

    /// <summary>Channels of the input.</summary>
    public int InChannels { get; }

    /// <summary>Channels of the output.</summary>
    public int OutChannels { get; }

    /// <summary>The windows over the output.</summary>
    public TransposedWindow Window { get; }

    /// <summary>Into how many groups the channels fall.</summary>
    public int Groups { get; }

    /// <summary>[C, O / groups, k₁, …, kₖ].</summary>
    public Parameter Weight { get; }

    /// <summary>[O], or null.</summary>
    public Parameter? Bias { get; }

    internal static LayerDefinition<TransposedConvolution> Definition { get; } = new()
    {
        Type = nameof(TransposedConvolution),
        Make = settings => new TransposedConvolution(
            settings.Int("in_channels"),
            settings.Int("out_channels"),
            TransposedSettings.From(settings),
            settings.Int("groups"),
            settings.Bool("bias")),
        Describe = (layer, _) =>
        {
            JsonObject settings = TransposedSettings.Describe(layer.Window);
            settings["in_channels"] = layer.InChannels;
            settings["out_channels"] = layer.OutChannels;
            settings["groups"] = layer.Groups;
            settings["bias"] = layer.Bias is not null;
            return settings;
        },
        State = settings => new StateSize(StateSize.Product(WeightOf(settings)))
            + new StateSize(settings.Bool("bias") ? settings.Int("out_channels") : 0),
        Output = (settings, inputs) => ConvolutionShapes.Transposed(
            inputs[0], WeightOf(settings), TransposedSettings.From(settings), settings.Int("groups")),
    };

    /// <inheritdoc/>
    public override string ToString()
        => $"TransposedConvolution({InChannels}, {OutChannels}, kernel {string.Join("×", Window.Window.Kernel)})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.ConvolveTransposed(Weight, Bias, Window, Groups, _depth);

    private static Shape WeightOf(LayerSettings settings) => ConvolutionShapes.Weight(
        settings.Int("in_channels"), settings.Int("out_channels"), WindowSettings.From(settings), settings.Int("groups"));
}
