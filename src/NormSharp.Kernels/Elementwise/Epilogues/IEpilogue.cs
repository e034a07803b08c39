using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>
/// An activation as a struct that the JIT inlines into a kernel's loop: alone over a span, or fused after a normalization, a
/// convolution or a matrix product.
/// </summary>
internal interface IEpilogue
{
    /// <summary>
    /// Whether <see cref="Gradient"/> reads z, the pre-activation. Where it does not, a caller may pass anything for z and need not keep
    /// or recompute it; the output y is enough.
    /// </summary>
    static abstract bool GradientNeedsInput { get; }

    /// <summary>Whether <see cref="Gradient"/> reads y, the output; where it does not, a caller may pass anything for y.</summary>
    static abstract bool GradientNeedsOutput { get; }

    /// <summary>y = f(z).</summary>
    TV Forward<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct;

    /// <summary>dz = f′(z)·dy, from the pre-activation z, the output y = f(z), or both.</summary>
    TV Gradient<TS, TV>(TV z, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct;
}
