using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>The one place where a pooling's geometry and spans are checked.</summary>
internal static class PoolingGuard
{
    /// <summary>Throws unless every window of the geometry holds at least one input.</summary>
    /// <exception cref="ArgumentException">A size is out of range; the message names it.</exception>
    public static void Check(in PoolingGeometry g)
    {
        AtLeast(g.Planes, 0, "number of planes");
        Dimension("height", g.Height, g.KernelHeight, g.StrideHeight, g.PaddingHeight);
        Dimension("width", g.Width, g.KernelWidth, g.StrideWidth, g.PaddingWidth);
    }

    /// <summary>Throws unless a span has the length that the geometry asks for.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static void Length(string operand, int found, int expected)
    {
        if (found != expected)
        {
            throw new ArgumentException($"{operand} of the pooling has {found} numbers; its geometry asks for {expected}.", operand);
        }
    }

    /// <summary>Throws unless every index lies inside its plane.</summary>
    /// <exception cref="ArgumentException">One lies outside.</exception>
    public static void Indices(in PoolingGeometry g, ReadOnlySpan<int> indices)
    {
        int length = g.Height * g.Width;
        int at = indices.IndexOfAnyExceptInRange(0, length - 1);
        if (at >= 0)
        {
            throw new ArgumentException(
                $"Index {at} of the pooling's maxima is {indices[at]}; a plane has places 0 to {length - 1}.", nameof(indices));
        }
    }

    /// <summary>Throws if a size is too small.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static void AtLeast(int value, int minimum, string name, string dimension = "")
    {
        if (value < minimum)
        {
            throw new ArgumentException($"The pooling's {name}{dimension} is {value}; it must be at least {minimum}.");
        }
    }

    private static void Dimension(string name, int size, int kernel, int stride, int padding)
    {
        AtLeast(size, 1, "input ", name);
        AtLeast(kernel, 1, "kernel ", name);
        AtLeast(stride, 1, "stride along the ", name);
        AtLeast(padding, 0, "padding along the ", name);
        if (padding > kernel / 2)
        {
            throw new ArgumentException(
                $"The pooling's padding along the {name} is {padding}; it must be at most {kernel / 2}, half the kernel's {kernel}, so "
                    + "that no window holds padding alone.");
        }

        if (size + (2L * padding) < kernel)
        {
            throw new ArgumentException(
                $"The pooling's output {name} would be zero: input {size} with padding {padding} is smaller than the kernel's {kernel}.");
        }
    }
}
