using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>f(z) = tanh z, f′(z) = 1 − y².</summary>
internal readonly struct Tanh : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        VectorMath.Tanh<TS, TV>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV z, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(dy, TS.MultiplyAdd(TS.Negate(y), y, TS.Broadcast(1f)));
}
