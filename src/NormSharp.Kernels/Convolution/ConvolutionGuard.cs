using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution;

/// <summary>The one place where a convolution's spans are checked; <see cref="ConvolutionGeometry"/> has judged the sizes.</summary>
internal static class ConvolutionGuard
{
    /// <summary>Throws for the default, the only geometry that was not judged.</summary>
    /// <exception cref="ArgumentException">The geometry was never made from sizes.</exception>
    public static void Check(in ConvolutionGeometry g)
    {
        if (g.Groups == 0)
        {
            throw new ArgumentException("The convolution's geometry is the default, which has no sizes; make one from ConvolutionSizes.");
        }
    }

    /// <summary>Throws unless a span has the length of the geometry.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static void Length(string operand, int found, int expected)
    {
        if (found != expected)
        {
            throw new ArgumentException($"{operand} of the convolution has {found} numbers; its geometry needs {expected}.");
        }
    }
}
