using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>
/// f(z) = z where z &gt; 0 and slope·z elsewhere; f′(z) = 1 or slope. A negative slope makes y ambiguous, so the gradient reads z.
/// </summary>
internal readonly struct LeakyRelu(float slope) : IEpilogue
{
    private readonly float _slope = slope;

    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Select(TS.GreaterThan(z, TS.Zero), z, TS.Multiply(TS.Broadcast(_slope), z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV z, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Select(TS.GreaterThan(z, TS.Zero), dy, TS.Multiply(TS.Broadcast(_slope), dy));
}
