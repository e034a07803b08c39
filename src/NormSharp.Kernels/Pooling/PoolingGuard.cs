using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>The one place where a pooling's spans are checked; <see cref="PoolingGeometry"/> has judged the sizes.</summary>
internal static class PoolingGuard
{
    /// <summary>Throws for the default, the only geometry that was not judged.</summary>
    /// <exception cref="ArgumentException">The geometry was never made from sizes.</exception>
    public static void Check(in PoolingGeometry g)
    {
        if (g.KernelHeight == 0)
        {
            throw new ArgumentException("The pooling's geometry is the default, which has no sizes; make one from PoolingSizes.");
        }
    }

    /// <summary>Throws unless a span has the length that the geometry needs.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static void Length(string operand, int found, int expected)
    {
        if (found != expected)
        {
            throw new ArgumentException($"{operand} of the pooling has {found} numbers; its geometry needs {expected}.", operand);
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
}
