using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>f(z) = 1 / (1 + e^−z), f′(z) = y·(1 − y).</summary>
internal readonly struct Sigmoid : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        VectorMath.Sigmoid<TS, TV>(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV z, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(dy, TS.Multiply(y, TS.Subtract(TS.Broadcast(1f), y)));
}
