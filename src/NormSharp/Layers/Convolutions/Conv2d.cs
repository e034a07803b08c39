using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// 2-D convolution: y[n, o] = bias[o] + Σ over channels and kernel positions of weight · x. Input [N, C, H, W], output [N, O, OH, OW].
/// </summary>
public sealed class Conv2d : Module, IWeightedLayer
{
    private readonly ConvolutionSettings _settings;

    /// <summary>Makes the layer.</summary>
    /// <param name="inChannels">C.</param>
    /// <param name="outChannels">O.</param>
    /// <param name="kernel">Rows and columns of a filter.</param>
    /// <param name="options">Stride, padding, dilation, groups, bias.</param>
    /// <exception cref="ArgumentException">A size is below 1, or the channels do not fall into the groups.</exception>
    public Conv2d(int inChannels, int outChannels, Size2d kernel, Conv2dOptions? options = null)
    {
        Options = options ?? new Conv2dOptions();
        if (Math.Min(inChannels, outChannels) < 1)
        {
            throw new ArgumentException($"Conv2d({inChannels}, {outChannels}): both channel counts must be at least 1");
        }

        if (Options.Groups < 1 || inChannels % Options.Groups != 0 || outChannels % Options.Groups != 0)
        {
            throw new ArgumentException(
                $"Conv2d({inChannels}, {outChannels}): both channel counts must be multiples of the {Options.Groups} groups");
        }

        InChannels = inChannels;
        OutChannels = outChannels;
        Kernel = kernel;
        _settings = new ConvolutionSettings
        {
            Stride = Options.Stride,
            Padding = Options.Padding,
            Dilation = Options.Dilation,
            Groups = Options.Groups,
        };
        _settings.CheckWindow(kernel);
        int perGroup = inChannels / Options.Groups;
        Weight = AddParameter(
            "weight", [outChannels, perGroup, kernel.Height, kernel.Width], Options.WeightInitializer ?? Initializer.PyTorchWeight);
        if (Options.Bias)
        {
            Bias = AddParameter("bias", [outChannels], Initializer.Uniform(1 / Math.Sqrt(perGroup * kernel.Height * kernel.Width)));
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

    /// <summary>[O, C / groups, KH, KW].</summary>
    public Parameter Weight { get; }

    /// <summary>[O], or null.</summary>
    public Parameter? Bias { get; }

    internal static LayerDefinition<Conv2d> Definition { get; } = new()
    {
        Type = nameof(Conv2d),
        Make = settings => new Conv2d(
            settings.Int("in_channels"),
            settings.Int("out_channels"),
            settings.Size("kernel"),
            Conv2dOptions.From(settings)),
        Describe = (layer, _) => new JsonObject
        {
            ["in_channels"] = layer.InChannels,
            ["out_channels"] = layer.OutChannels,
            ["kernel"] = LayerSettings.Pair(layer.Kernel),
            ["stride"] = LayerSettings.Pair(layer.Options.Stride),
            ["padding"] = LayerSettings.Pair(layer.Options.Padding),
            ["dilation"] = LayerSettings.Pair(layer.Options.Dilation),
            ["groups"] = layer.Options.Groups,
            ["bias"] = layer.Options.Bias,
        },
        State = settings => StateSize.OfWeight(WeightOf(settings), settings.Bool("bias")),
        Weight = WeightOf,
        Output = (settings, inputs) => OutputOf(settings, inputs[0]),
        Scratch = (settings, inputs) => ScratchLengths.Of(GeometryOf(settings, inputs[0])),
        Map = layer => new ChannelMap(layer.Weight, layer.Bias) { Groups = layer.Options.Groups, PadsZeros = layer.Options.Padding != 0 },
        Lower = (layer, _) => layer.Lowered(layer.Weight.Detach(), layer.Bias?.Detach()),
    };

    /// <inheritdoc/>
    public override string ToString() => $"Conv2d({InChannels}, {OutChannels}, kernel {Kernel})";

    Tensor IWeightedLayer.ForwardWith(Tensor x, Tensor weight) => x.Conv2d(weight, Bias, _settings);

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Conv2d(Weight, Bias, _settings);

    private static Shape WeightOf(LayerSettings settings)
    {
        int perGroup = settings.Int("in_channels") / Math.Max(1, settings.Int("groups"));
        Size2d kernel = settings.Size("kernel");
        return [settings.Int("out_channels"), perGroup, kernel.Height, kernel.Width];
    }

    private static Shape OutputOf(LayerSettings settings, Shape x)
    {
        ConvolutionGeometry geometry = GeometryOf(settings, x);
        return [geometry.Batch, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth];
    }

    private static ConvolutionGeometry GeometryOf(LayerSettings settings, Shape x)
    {
        var walk = new ConvolutionSettings
        {
            Stride = settings.Size("stride"),
            Padding = settings.Size("padding"),
            Dilation = settings.Size("dilation"),
            Groups = settings.Int("groups"),
        };
        return walk.GeometryOf(x, WeightOf(settings), null);
    }

    private PlanOperation Lowered(Tensor weight, Tensor? bias) => new(operands =>
    {
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
        ConvolutionGeometry geometry = _settings.GeometryOf(x.Shape, weight.Shape, bias?.Shape);
        var step = new FusedConvolution(geometry, weight, bias, operands.Activation) { Algorithm = operands.Algorithm };
        Tensor? residual = operands.Residual;
        return () => backend.Convolution.ForwardThen(step, x, residual, y);
    })
    {
        TakesActivation = true,
        TakesResidual = true,
        Blocked = new BlockedConvolutionForm(_settings, weight, bias),
        Choice = operands => operands.Backend.Convolution.Choice(
            ConvolutionPass.Forward, _settings.GeometryOf(operands.Inputs[0].Shape, weight.Shape, bias?.Shape)),
    };
}
