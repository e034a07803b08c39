using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>⌈x⌉, slope 0.</summary>
internal readonly struct Ceiling : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Negate(default(Floor).Forward<TS, TV>(TS.Negate(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Zero;
}

/// <summary>⌊x⌋, slope 0.</summary>
internal readonly struct Floor : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV nearest = TS.Round(x);
        return TS.Subtract(nearest, TS.And(TS.GreaterThan(nearest, x), TS.Broadcast(1f)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Zero;
}

/// <summary>The nearest whole number, ties to even, slope 0.</summary>
internal readonly struct Round : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Round(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Zero;
}

/// <summary>The whole part, slope 0.</summary>
internal readonly struct Truncate : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.CopySign(default(Floor).Forward<TS, TV>(TS.Abs(x)), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Zero;
}
