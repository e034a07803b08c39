using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>How a 2-D convolution walks over its input.</summary>
internal readonly record struct ConvolutionSettings()
{
    /// <summary>Rows and columns between neighbouring windows.</summary>
    public Size2d Stride { get; init; } = 1;

    /// <summary>Rows and columns of zeros on each side.</summary>
    public Size2d Padding { get; init; } = 0;

    /// <summary>Rows and columns between neighbouring kernel elements.</summary>
    public Size2d Dilation { get; init; } = 1;

    /// <summary>Into how many groups the channels fall, each convolved by its own filters.</summary>
    public int Groups { get; init; } = 1;

    internal ConvolutionGeometry GeometryOf(Shape x, Shape weight, Shape? bias)
    {
        if (x.Rank != 4 || weight.Rank != 4)
        {
            throw new ArgumentException(
                $"Conv2d takes an input [N, C, H, W] and a weight [O, C/groups, KH, KW]; they have shapes {x} and {weight}");
        }

        if (Groups < 1 || x[1] % Groups != 0 || weight[0] % Groups != 0)
        {
            throw new ArgumentException(
                $"Conv2d with {Groups} groups: the {x[1]} input and {weight[0]} output channels must be multiples of it");
        }

        if (x[1] / Groups != weight[1])
        {
            throw new ArgumentException(
                $"Conv2d of input {x} with weight {weight}: the input has {x[1]} channels, the weight expects {weight[1] * Groups}");
        }

        if (bias is { } b && (b.Rank != 1 || b[0] != weight[0]))
        {
            throw new ArgumentException($"Conv2d: the bias has shape {b}; {weight[0]} filters need [{weight[0]}]");
        }

        return new ConvolutionGeometry(new(x[0], x[1], x[2], x[3], weight[0], weight[2], weight[3])
        {
            StrideHeight = Stride.Height,
            StrideWidth = Stride.Width,
            PaddingHeight = Padding.Height,
            PaddingWidth = Padding.Width,
            DilationHeight = Dilation.Height,
            DilationWidth = Dilation.Width,
            Groups = Groups,
        });
    }

    /// <summary>Judges what does not depend on the input, for a layer that is made.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    internal void CheckWindow(Size2d kernel)
    {
        const string Owner = "The convolution's";
        _ = new WindowAxis(Owner, "height", new(kernel.Height, Stride.Height, Padding.Height, Dilation.Height));
        _ = new WindowAxis(Owner, "width", new(kernel.Width, Stride.Width, Padding.Width, Dilation.Width));
    }
}
