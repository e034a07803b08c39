using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution;

/// <summary>The one place where a convolution's geometry and spans are checked.</summary>
internal static class ConvolutionGuard
{
    /// <summary>Throws unless the geometry describes a convolution with at least one output position.</summary>
    /// <exception cref="ArgumentException">A size is out of range; the message names it.</exception>
    public static void Check(in ConvolutionGeometry g)
    {
        AtLeast(g.Batch, 0, nameof(g.Batch));
        AtLeast(g.InChannels, 1, nameof(g.InChannels));
        AtLeast(g.OutChannels, 1, nameof(g.OutChannels));
        AtLeast(g.Groups, 1, nameof(g.Groups));
        Dimension("height", g.Height, g.KernelHeight, g.StrideHeight, g.PaddingHeight, g.DilationHeight);
        Dimension("width", g.Width, g.KernelWidth, g.StrideWidth, g.PaddingWidth, g.DilationWidth);
        Divides(g.Groups, g.InChannels, "input");
        Divides(g.Groups, g.OutChannels, "output");
    }

    /// <summary>Throws unless a span has the length of the geometry.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static void Length(string operand, int found, int expected)
    {
        if (found != expected)
        {
            throw new ArgumentException($"{operand} of the convolution has {found} numbers; its geometry asks for {expected}.");
        }
    }

    private static void Dimension(string name, int size, int kernel, int stride, int padding, int dilation)
    {
        AtLeast(size, 1, "input ", name);
        AtLeast(kernel, 1, "kernel ", name);
        AtLeast(stride, 1, "stride along the ", name);
        AtLeast(padding, 0, "padding along the ", name);
        AtLeast(dilation, 1, "dilation along the ", name);
        long reach = ((long)dilation * (kernel - 1)) + 1;
        if (size + (2L * padding) < reach)
        {
            throw new ArgumentException(
                $"The convolution's output {name} would be zero: input {size} with padding {padding} is smaller than the kernel's "
                    + $"reach of {reach}.");
        }
    }

    private static void AtLeast(int value, int minimum, string name, string dimension = "")
    {
        if (value < minimum)
        {
            throw new ArgumentException($"The convolution's {name}{dimension} is {value}; it must be at least {minimum}.");
        }
    }

    private static void Divides(int groups, int channels, string name)
    {
        if (channels % groups != 0)
        {
            throw new ArgumentException(
                $"The convolution's {channels} {name} channels cannot be split into {groups} groups of equal size.");
        }
    }
}
