using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>f(z) = z·Φ(z), f′(z) = Φ(z) + z·φ(z), with the normal distribution Φ(z) = ½·(1 + erf(z/√2)) and its density φ.</summary>
/// <remarks>Accurate to about 10⁻⁷·|z| absolutely: far below 0, where the result vanishes, 1 + erf cancels.</remarks>
internal readonly struct Gelu : IEpilogue
{
    private const float InverseSqrtTwo = 0.70710678f;
    private const float InverseSqrtTwoPi = 0.39894228f;

    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(z, NormalDistribution<TS, TV>(z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV z, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV halfSquare = TS.Multiply(TS.Multiply(TS.Broadcast(-0.5f), z), z);
        TV density = TS.Multiply(TS.Broadcast(InverseSqrtTwoPi), VectorMath.Exp<TS, TV>(halfSquare));
        return TS.Multiply(dy, TS.MultiplyAdd(z, density, NormalDistribution<TS, TV>(z)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV NormalDistribution<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV half = TS.Broadcast(0.5f);
        return TS.MultiplyAdd(half, VectorMath.Erf<TS, TV>(TS.Multiply(z, TS.Broadcast(InverseSqrtTwo))), half);
    }
}
