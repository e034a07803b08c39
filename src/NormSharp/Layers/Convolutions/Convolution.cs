using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Convolution of one, two or three dimensions, with padding that may differ between the sides or follow from the input:
/// y[n, o] = bias[o] + Σ over channels and kernel positions of weight · x. <see cref="Conv2d"/> is what planes with equal padding take.
/// </summary>
internal sealed class Convolution : WeightedConvolution<SpatialWindow>, IWeightedLayer
{
    private readonly AxisMapCache _depth;

    /// <summary>Makes the layer.</summary>
    /// <param name="inChannels">C.</param>
    /// <param name="outChannels">O.</param>
    /// <param name="window">The windows.</param>
    /// <param name="groups">Into how many groups the channels fall.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the channels do not fall into the groups.</exception>
    public Convolution(int inChannels, int outChannels, SpatialWindow window, int groups = 1, bool bias = true)
        : base((inChannels, outChannels), window, groups, ConvolutionShapes.Weight(outChannels, inChannels, window, groups), bias)
        => _depth = WindowMaps.Depth(window);

    internal static LayerDefinition<Convolution> Definition { get; } = new()
    {
        Type = nameof(Convolution),
        Make = settings => new Convolution(
            settings.Int("in_channels"),
            settings.Int("out_channels"),
            WindowSettings.From(settings),
            settings.Int("groups"),
            settings.Bool("bias")),
        Describe = (layer, _) => layer.DescribedBy(WindowSettings.Describe(layer.Window)),
        State = settings => StateOf(settings, WeightOf(settings)),
        Weight = WeightOf,
        Output = (settings, inputs)
            => ConvolutionShapes.Output(inputs[0], WeightOf(settings), WindowSettings.From(settings), settings.Int("groups")),
        Scratch = (settings, inputs)
            => SpatialConvolution.ScratchOf(inputs[0], WeightOf(settings), WindowSettings.From(settings), settings.Int("groups")),
        Map = layer => new ChannelMap(layer.Weight, layer.Bias) { Groups = layer.Groups, PadsZeros = layer.Window.Pads },
    };

    /// <inheritdoc/>
    public override string ToString() => $"Convolution({InChannels}, {OutChannels}, kernel {string.Join("×", Window.Kernel)})";

    Tensor IWeightedLayer.ForwardWith(Tensor x, Tensor weight) => x.Convolve(weight, Bias, Window, Groups, _depth);

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Convolve(Weight, Bias, Window, Groups, _depth);

    private static Shape WeightOf(LayerSettings settings) => ConvolutionShapes.Weight(
        settings.Int("out_channels"), settings.Int("in_channels"), WindowSettings.From(settings), settings.Int("groups"));
}
