using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>f(z) = max(z, 0), f′(z) = 0 where y ≤ 0 and 1 elsewhere; NaN stays NaN.</summary>
internal readonly struct Relu : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Max(TS.Zero, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV z, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Select(TS.GreaterThanOrEqual(TS.Zero, y), TS.Zero, dy);
}
