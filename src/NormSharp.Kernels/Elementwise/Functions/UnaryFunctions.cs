using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>−x.</summary>
internal readonly struct Negate : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Negate(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Negate(dy);
}

/// <summary>|x|; the slope at 0 is taken as 0.</summary>
internal readonly struct Abs : IEpilogue
{
    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(dy, default(Sign).Apply<TS, TV>(x));
}

/// <summary>x².</summary>
internal readonly struct Square : IEpilogue
{
    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(x, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(TS.Add(x, x), dy);
}

/// <summary>√x, slope 1/(2y).</summary>
internal readonly struct Sqrt : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Divide(dy, TS.Add(y, y));
}

/// <summary>1/x, slope −y².</summary>
internal readonly struct Reciprocal : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Divide(TS.Broadcast(1f), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(TS.Negate(dy), TS.Multiply(y, y));
}

/// <summary>1/√x, slope −y³/2.</summary>
internal readonly struct ReciprocalSqrt : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Divide(TS.Broadcast(1f), TS.Sqrt(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(TS.Multiply(TS.Broadcast(-0.5f), dy), TS.Multiply(y, TS.Multiply(y, y)));
}

/// <summary>e^x, slope y.</summary>
internal readonly struct Exp : IEpilogue
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        VectorMath.Exp<TS, TV>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(dy, y);
}

/// <summary>ln x, slope 1/x.</summary>
internal readonly struct Log : IEpilogue
{
    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        VectorMath.Log<TS, TV>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Divide(dy, x);
}

/// <summary>−1, 0 or 1, slope 0; zeros and NaN are passed on.</summary>
internal readonly struct Sign : IPlainFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Select(TS.GreaterThan(TS.Abs(x), TS.Zero), TS.CopySign(TS.Broadcast(1f), x), x);
}
