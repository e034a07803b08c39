using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>f(z) = z where z &gt; 0 and α·(e^z − 1) elsewhere; f′(z) = 1 or α·e^z.</summary>
/// <remarks>Accurate to about 10⁻⁷·α absolutely: close below 0, e^z − 1 cancels.</remarks>
internal readonly struct Elu(float alpha) : IEpilogue
{
    private readonly float _alpha = alpha;

    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV exponential = VectorMath.Exp<TS, TV>(TS.Min(TS.Zero, z));
        TV below = TS.Multiply(TS.Broadcast(_alpha), TS.Subtract(exponential, TS.Broadcast(1f)));
        return TS.Select(TS.GreaterThan(z, TS.Zero), z, below);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV z, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV below = TS.Multiply(TS.Broadcast(_alpha), VectorMath.Exp<TS, TV>(TS.Min(TS.Zero, z)));
        return TS.Multiply(dy, TS.Select(TS.GreaterThan(z, TS.Zero), TS.Broadcast(1f), below));
    }
}
