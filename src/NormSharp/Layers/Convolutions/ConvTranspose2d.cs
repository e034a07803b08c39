using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// 2-D transposed convolution, which enlarges planes by trained filters: each value of x times a filter is added to a window of y. Input
/// [N, C, H, W], output [N, O, OH, OW] with OH = (H − 1)·stride − 2·padding + dilation·(KH − 1) + output padding + 1, and OW alike.
/// </summary>
/// <remarks>
/// It is the gradient of a <see cref="Conv2d"/> by its input, with that layer's weight: [C, O / groups, KH, KW]. State and initialization
/// are PyTorch's (Zeiler et al. 2010).
/// </remarks>
public sealed class ConvTranspose2d : Module
{
    private readonly TransposedWindow _window;
    private readonly AxisMapCache _unused = new(0, (_, _) => throw new InvalidOperationException());

    /// <summary>Makes the layer.</summary>
    /// <param name="inChannels">C.</param>
    /// <param name="outChannels">O.</param>
    /// <param name="kernel">Rows and columns of a filter.</param>
    /// <param name="options">Stride, padding, dilation, groups, bias: those of the convolution that goes the other way.</param>
    /// <param name="outputPadding">
    /// Rows and columns that the output gains below and on the right, 0 when null: with a stride several sizes are convolved to one.
    /// </param>
    /// <exception cref="ArgumentException">A size is out of range, or the channels do not fall into the groups.</exception>
    public ConvTranspose2d(
        int inChannels, int outChannels, Size2d kernel, Conv2dOptions? options = null, Size2d? outputPadding = null)
    {
        Options = options ?? new Conv2dOptions();
        (InChannels, OutChannels, Kernel, OutputPadding) = (inChannels, outChannels, kernel, outputPadding ?? 0);
        if (Math.Min(OutputPadding.Height, OutputPadding.Width) < 0)
        {
            throw new ArgumentException($"ConvTranspose2d: the output padding {OutputPadding} must be at least 0", nameof(outputPadding));
        }

        _window = WindowOf(kernel, Options, OutputPadding);
        Shape weight = ConvolutionShapes.Weight(inChannels, outChannels, _window.Window, Options.Groups);
        Weight = AddParameter("weight", weight, Options.WeightInitializer ?? Initializer.PyTorchWeight);
        if (Options.Bias)
        {
            Bias = AddParameter(
                "bias", [outChannels], Initializer.Uniform(1 / Math.Sqrt((double)weight[1] * kernel.Height * kernel.Width)));
        }
    }

    /// <summary>Channels of the input.</summary>
    public int InChannels { get; }

    /// <summary>Channels of the output.</summary>
    public int OutChannels { get; }

    /// <summary>Rows and columns of a filter.</summary>
    public Size2d Kernel { get; }

    /// <summary>Stride, padding, dilation, groups, bias.</summary>
    public Conv2dOptions Options { get; }

    /// <summary>Rows and columns that the output gains below and on the right.</summary>
    public Size2d OutputPadding { get; }

    /// <summary>[C, O / groups, KH, KW].</summary>
    public Parameter Weight { get; }

    /// <summary>[O], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>The windows over the output.</summary>
    internal TransposedWindow Window => _window;

    internal static LayerDefinition<ConvTranspose2d> Definition { get; } = new()
    {
        Type = nameof(ConvTranspose2d),
        Temporaries = 1,
        Make = settings => new ConvTranspose2d(
            settings.Int("in_channels"),
            settings.Int("out_channels"),
            settings.Size("kernel"),
            Conv2dOptions.From(settings),
            settings.Size("output_padding")),
        Describe = (layer, _) => new JsonObject
        {
            ["in_channels"] = layer.InChannels,
            ["out_channels"] = layer.OutChannels,
            ["kernel"] = LayerSettings.Pair(layer.Kernel),
            ["stride"] = LayerSettings.Pair(layer.Options.Stride),
            ["padding"] = LayerSettings.Pair(layer.Options.Padding),
            ["dilation"] = LayerSettings.Pair(layer.Options.Dilation),
            ["output_padding"] = LayerSettings.Pair(layer.OutputPadding),
            ["groups"] = layer.Options.Groups,
            ["bias"] = layer.Options.Bias,
        },
        State = settings => new StateSize(StateSize.Product(WeightOf(settings)))
            + new StateSize(settings.Bool("bias") ? settings.Int("out_channels") : 0),
        Output = (settings, inputs) => ConvolutionShapes.Transposed(
            inputs[0], WeightOf(settings), WindowOf(settings), settings.Int("groups")),
        Lower = (layer, inputs) => SpatialConvolution.PlainTransposed(inputs[0], layer._window, layer.Options.Groups) is { } settings
            ? Lowered(layer.Weight.Detach(), layer.Bias?.Detach(), settings)
            : null,
    };

    /// <inheritdoc/>
    public override string ToString() => $"ConvTranspose2d({InChannels}, {OutChannels}, kernel {Kernel})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.ConvolveTransposed(Weight, Bias, _window, Options.Groups, _unused);

    private static PlanOperation Lowered(Tensor weight, Tensor? bias, ConvolutionSettings settings) => new(operands =>
    {
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
        string? algorithm = operands.Algorithm;
        ConvolutionGeometry geometry = settings.GeometryOf(y.Shape, weight.Shape, null);
        if (bias is null)
        {
            return () => backend.Convolution.GradientInput(geometry, x, weight, y, algorithm);
        }

        Tensor shift = bias.View([1, bias.Length, 1, 1]).BroadcastTo(y.Shape);
        return () =>
        {
            backend.Convolution.GradientInput(geometry, x, weight, y, algorithm);
            backend.Binary(BinaryOperation.Add, y, shift, y);
        };
    })
    {
        Choice = operands => operands.Backend.Convolution.Choice(
            ConvolutionPass.InputGradient, settings.GeometryOf(operands.Output.Shape, weight.Shape, null)),
    };

    private static Shape WeightOf(LayerSettings settings) => ConvolutionShapes.Weight(
        settings.Int("in_channels"), settings.Int("out_channels"), WindowOf(settings).Window, settings.Int("groups"));

    private static TransposedWindow WindowOf(LayerSettings settings)
        => WindowOf(settings.Size("kernel"), Conv2dOptions.From(settings), settings.Size("output_padding"));

    private static TransposedWindow WindowOf(Size2d kernel, Conv2dOptions options, Size2d outputPadding)
    {
        int[] padding = [options.Padding.Height, options.Padding.Width];
        return new TransposedWindow(new SpatialWindow([kernel.Height, kernel.Width])
        {
            Stride = [options.Stride.Height, options.Stride.Width],
            Dilation = [options.Dilation.Height, options.Dilation.Width],
            Before = padding,
            After = padding,
        })
        {
            OutputPadding = [outputPadding.Height, outputPadding.Width],
        };
    }
}
