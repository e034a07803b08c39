using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>erf x, slope 2/√π·e^−x².</summary>
internal readonly struct Erf : IEpilogue
{
    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        VectorMath.Erf<TS, TV>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // From 16 on e^−x² is 0. What was rounded off s = x² matters where it is large: e^−x² = e^−s · (1 − (x² − s)). The difference is
        // that of Dekker's product, from halves of x whose products are exact: not all vectors have fused multiply-adds.
        TV magnitude = TS.Min(TS.Broadcast(16f), TS.Abs(x));
        TV square = TS.Multiply(magnitude, magnitude);
        TV scaled = TS.Multiply(TS.Broadcast(4097f), magnitude);
        TV upper = TS.Subtract(scaled, TS.Subtract(scaled, magnitude));
        TV lower = TS.Subtract(magnitude, upper);
        TV cross = TS.Multiply(TS.Add(upper, upper), lower);
        TV rest = TS.Add(TS.Add(TS.Subtract(TS.Multiply(upper, upper), square), cross), TS.Multiply(lower, lower));
        TV power = VectorMath.Exp<TS, TV>(TS.Negate(square));
        TV density = TS.SubtractProduct(power, rest, power);
        return TS.Multiply(dy, TS.Multiply(TS.Broadcast(1.1283791671f), density));
    }
}

/// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|), slope σ(x).</summary>
internal readonly struct Softplus : IEpilogue
{
    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // Where 1 + u is rounded, ln(1 + u) is corrected by u over what was added (Kahan).
        TV one = TS.Broadcast(1f);
        TV u = VectorMath.Exp<TS, TV>(TS.Negate(TS.Abs(x)));
        TV sum = TS.Add(one, u);
        TV added = TS.Subtract(sum, one);
        TV rest = TS.Select(TS.Equal(added, TS.Zero), u, TS.Divide(TS.Multiply(VectorMath.Log<TS, TV>(sum), u), added));
        return TS.Add(TS.Max(TS.Zero, x), rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(dy, VectorMath.Sigmoid<TS, TV>(x));
}

/// <summary>x / (1 + |x|), slope 1 / (1 + |x|)².</summary>
internal readonly struct Softsign : IEpilogue
{
    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Divide(x, TS.Add(TS.Broadcast(1f), TS.Abs(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV divisor = TS.Add(TS.Broadcast(1f), TS.Abs(x));
        return TS.Divide(TS.Divide(dy, divisor), divisor);
    }
}

/// <summary>1 for NaN and 0 for all else, slope 0.</summary>
internal readonly struct IsNaN : IPlainFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.And(TS.IsNaN(x), TS.Broadcast(1f));
}
