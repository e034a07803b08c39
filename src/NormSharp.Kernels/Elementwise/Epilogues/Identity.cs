using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>f(z) = z, f′(z) = 1.</summary>
internal readonly struct Identity : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV z, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        dy;
}
