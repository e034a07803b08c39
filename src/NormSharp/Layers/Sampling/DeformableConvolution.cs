using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// A convolution of planes whose kernel positions are moved by computed offsets (Dai et al. 2017), and weighted by a mask where there is
/// one (Zhu et al. 2019). Inputs: x [N, C, H, W], weight [O, C / groups, KH, KW], offsets [N, G·KH·KW·2, OH, OW] with the row's before the
/// column's, then a bias [O] and a mask [N, G·KH·KW, OH, OW] as the settings say; G offset groups of channels.
/// </summary>
internal sealed class DeformableConvolution : Module
{
    /// <summary>Makes the layer.</summary>
    /// <param name="window">The windows, without offsets.</param>
    /// <param name="groups">Into how many groups the channels fall.</param>
    /// <param name="offsetGroups">Into how many groups of channels with offsets of their own.</param>
    /// <param name="hasBias">Whether the input after the offsets is a bias.</param>
    /// <param name="hasMask">Whether the last input is a mask.</param>
    /// <exception cref="ArgumentException">The windows are not of two dimensions, or a number of groups is below 1.</exception>
    public DeformableConvolution(SpatialWindow window, int groups, int offsetGroups, bool hasBias, bool hasMask)
    {
        if (window.Rank != 2 || Math.Min(groups, offsetGroups) < 1)
        {
            throw new ArgumentException(
                $"a deformable convolution has windows of 2 dimensions, not {window.Rank}, and at least 1 group, not {groups} and "
                    + $"{offsetGroups}");
        }

        (Window, Groups, OffsetGroups, HasBias, HasMask) = (window, groups, offsetGroups, hasBias, hasMask);
    }

    /// <summary>The windows, without offsets.</summary>
    public SpatialWindow Window { get; }

    /// <summary>Into how many groups the channels fall.</summary>
    public int Groups { get; }

    /// <summary>Into how many groups of channels with offsets of their own.</summary>
    public int OffsetGroups { get; }

    /// <summary>Whether the input after the offsets is a bias.</summary>
    public bool HasBias { get; }

    /// <summary>Whether the last input is a mask.</summary>
    public bool HasMask { get; }

    internal static LayerDefinition<DeformableConvolution> Definition { get; } = new()
    {
        Type = nameof(DeformableConvolution),
        InputCount = (3, 5),
        Make = From,
        Describe = (layer, _) =>
        {
            JsonObject settings = WindowSettings.Describe(layer.Window);
            settings["groups"] = layer.Groups;
            settings["offset_groups"] = layer.OffsetGroups;
            settings["bias"] = layer.HasBias;
            settings["mask"] = layer.HasMask;
            return settings;
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => From(settings).OutputOf(inputs),
    };

    /// <inheritdoc/>
    public override string ToString() => $"DeformableConvolution(kernel {string.Join("×", Window.Kernel)})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes an input, a weight and offsets");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        var shapes = new Shape[inputs.Length];
        for (int i = 0; i < shapes.Length; i++)
        {
            shapes[i] = inputs[i].Shape;
        }

        Shape y = OutputOf(shapes);
        (Tensor x, Tensor weight) = (inputs[0], SpatialConvolution.Joined(inputs[1], inputs[0]));
        (int n, int c) = (x.Shape[0], x.Shape[1]);
        (int taps, int area) = (Window.Kernel[0] * Window.Kernel[1], checked(y[2] * y[3]));
        Tensor offsets = SpatialConvolution.Joined(inputs[2], x).Reshape(checked(n * OffsetGroups), taps, 2, area).Permute(0, 1, 3, 2);
        Tensor places = (offsets + Grid(y[2], y[3])).Reshape(offsets.Shape[0], checked(taps * area), 2);
        Tensor columns = x.Reshape(offsets.Shape[0], c / OffsetGroups, x.Shape[2], x.Shape[3])
            .SampleAt(places, SamplingMode.Linear, SamplingBorder.Zeros, endsAtCenters: true);
        if (HasMask)
        {
            columns = columns.Reshape(offsets.Shape[0], c / OffsetGroups, checked(taps * area))
                * SpatialConvolution.Joined(inputs[^1], x).Reshape(offsets.Shape[0], 1, checked(taps * area));
        }

        Tensor result = weight.Reshape(Groups, weight.Shape[0] / Groups, weight.Shape[1] * taps)
            .MatMul(columns.Reshape(n, Groups, checked(c / Groups * taps), area))
            .Reshape(y.AsSpan());
        return HasBias ? result + SpatialConvolution.Joined(inputs[3], x).Reshape(1, y[1], 1, 1) : result;
    }

    private static DeformableConvolution From(LayerSettings settings) => new(
        WindowSettings.From(settings),
        settings.Int("groups"),
        settings.Int("offset_groups"),
        settings.Bool("bias"),
        settings.Bool("mask"));

    /// <summary>Where the kernel's positions stand without offsets: [taps, windows, 2].</summary>
    private Tensor Grid(int rows, int columns)
    {
        (int height, int width) = (Window.Kernel[0], Window.Kernel[1]);
        var places = new float[checked(height * width * rows * columns * 2)];
        for (int i = 0; i < places.Length / 2; i++)
        {
            (int tap, int window) = (i / (rows * columns), i % (rows * columns));
            places[2 * i] = (window / columns * Window.Stride[0]) + (tap / width * Window.Dilation[0]) - Window.Before[0];
            places[(2 * i) + 1] = (window % columns * Window.Stride[1]) + (tap % width * Window.Dilation[1]) - Window.Before[1];
        }

        return Tensor.Wrap(places, [height * width, rows * columns, 2]);
    }

    private Shape OutputOf(IReadOnlyList<Shape> inputs)
    {
        int expected = 3 + (HasBias ? 1 : 0) + (HasMask ? 1 : 0);
        if (inputs.Count != expected)
        {
            throw new ArgumentException($"the layer takes {expected} inputs, and was given {inputs.Count}");
        }

        Shape y = ConvolutionShapes.Output(inputs[0], inputs[1], Window, Groups);
        int taps = checked(Window.Kernel[0] * Window.Kernel[1]);
        Shape offsets = [y[0], checked(OffsetGroups * taps * 2), y[2], y[3]];
        Shape mask = offsets.With(1, OffsetGroups * taps);
        return inputs[0][1] % OffsetGroups == 0 && inputs[2] == offsets && (!HasMask || inputs[^1] == mask)
            ? y
            : throw new ArgumentException(
                $"a deformable convolution of {inputs[0]} with weight {inputs[1]} in {OffsetGroups} offset groups takes offsets {offsets}"
                    + $"{(HasMask ? $" and a mask {mask}" : string.Empty)}; they have {inputs[2]}"
                    + $"{(HasMask ? $" and {inputs[^1]}" : string.Empty)}");
    }
}
