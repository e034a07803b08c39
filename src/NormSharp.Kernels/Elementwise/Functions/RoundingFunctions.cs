using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>⌈x⌉, slope 0.</summary>
internal readonly struct Ceiling : IPlainFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Negate(default(Floor).Apply<TS, TV>(TS.Negate(x)));
}

/// <summary>⌊x⌋, slope 0.</summary>
internal readonly struct Floor : IPlainFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV nearest = TS.Round(x);
        return TS.Subtract(nearest, TS.And(TS.GreaterThan(nearest, x), TS.Broadcast(1f)));
    }
}

/// <summary>The nearest whole number, ties to even, slope 0.</summary>
internal readonly struct Round : IPlainFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Round(x);
}

/// <summary>The whole part, slope 0.</summary>
internal readonly struct Truncate : IPlainFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.CopySign(default(Floor).Apply<TS, TV>(TS.Abs(x)), x);
}
