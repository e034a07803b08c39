using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>f(z) = min(max(z, lower), upper); f′(z) = 1 strictly between the bounds and 0 elsewhere. NaN is passed on.</summary>
/// <remarks>The upper bound wins where the lower one is above it.</remarks>
internal readonly struct Clip(float lower, float upper) : IEpilogue
{
    private readonly float _lower = lower;
    private readonly float _upper = upper;

    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Min(TS.Broadcast(_upper), TS.Max(TS.Broadcast(_lower), z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV z, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV outside = TS.Or(TS.GreaterThanOrEqual(TS.Broadcast(_lower), z), TS.GreaterThanOrEqual(z, TS.Broadcast(_upper)));
        return TS.Select(outside, TS.Zero, dy);
    }
}
