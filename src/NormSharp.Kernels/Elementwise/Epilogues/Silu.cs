using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>f(z) = z·σ(z), f′(z) = σ(z)·(1 + z·(1 − σ(z))), σ(z) = 1 / (1 + e^−z).</summary>
internal readonly struct Silu : IEpilogue
{
    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(z, VectorMath.Sigmoid<TS, TV>(z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV z, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV one = TS.Broadcast(1f);
        TV sigmoid = VectorMath.Sigmoid<TS, TV>(z);
        return TS.Multiply(dy, TS.Multiply(sigmoid, TS.MultiplyAdd(z, TS.Subtract(one, sigmoid), one)));
    }
}
