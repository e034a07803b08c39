using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Transposed convolution of one, two or three dimensions, with padding that may differ between the sides. <see cref="ConvTranspose2d"/> is
/// the same for planes with equal padding.
/// </summary>
internal sealed class TransposedConvolution : WeightedConvolution<TransposedWindow>
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
        : base(
            (inChannels, outChannels),
            TransposedSettings.Checked(window),
            groups,
            ConvolutionShapes.Weight(inChannels, outChannels, window.Window, groups),
            bias)
        => _depth = WindowMaps.Depth(window);

    internal static LayerDefinition<TransposedConvolution> Definition { get; } = new()
    {
        Type = nameof(TransposedConvolution),
        Make = settings => new TransposedConvolution(
            settings.Int("in_channels"),
            settings.Int("out_channels"),
            TransposedSettings.From(settings),
            settings.Int("groups"),
            settings.Bool("bias")),
        Describe = (layer, _) => layer.DescribedBy(TransposedSettings.Describe(layer.Window)),
        State = settings => StateOf(settings, WeightOf(settings)),
        Output = (settings, inputs) => ConvolutionShapes.Transposed(
            inputs[0], WeightOf(settings), TransposedSettings.From(settings), settings.Int("groups")),
        Scratch = (settings, inputs)
            => SpatialConvolution.ScratchOf(inputs[0], WeightOf(settings), TransposedSettings.From(settings), settings.Int("groups")),
    };

    /// <inheritdoc/>
    public override string ToString()
        => $"TransposedConvolution({InChannels}, {OutChannels}, kernel {string.Join("×", Window.Window.Kernel)})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.ConvolveTransposed(Weight, Bias, Window, Groups, _depth);

    private static Shape WeightOf(LayerSettings settings) => ConvolutionShapes.Weight(
        settings.Int("in_channels"), settings.Int("out_channels"), WindowSettings.From(settings), settings.Int("groups"));
}
