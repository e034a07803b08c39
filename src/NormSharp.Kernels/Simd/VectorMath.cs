using System.Runtime.CompilerServices;

namespace NormSharp.Kernels.Simd;

/// <summary>
/// Elementary functions, lane by lane, to within 2 units in the last place of the exact result for every float: subnormals, signed
/// zeros, infinities and NaN included. No branches and no tables.
/// </summary>
/// <remarks>
/// The polynomials are minimax fits in the relative error of the result, each coefficient rounded before the next was fitted.
/// </remarks>
internal static class VectorMath
{
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts: the first has so few bits that its product with a whole exponent is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Exp<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // Beyond these bounds the result is 0 or infinite anyway.
        return BoundedExp<TS, TV>(TS.Min(TS.Broadcast(89f), TS.Max(TS.Broadcast(-104f), x)));
    }

    /// <summary>ln x: −∞ at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Log<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV one = TS.Broadcast(1f);
        TV subnormal = TS.GreaterThan(TS.Broadcast(1.17549435e-38f), x);
        TV normal = TS.Select(subnormal, TS.Multiply(x, TS.Broadcast(33554432f)), x);
        TV exponent = TS.Subtract(TS.Exponent(normal), TS.And(subnormal, TS.Broadcast(25f)));
        TV mantissa = TS.Mantissa(normal);

        // x = 2^e·(1 + f) with 1 + f between √½ and √2; ln(1 + f) = f − f²/2 + f³·P(f).
        TV upper = TS.GreaterThan(mantissa, TS.Broadcast(1.41421356f));
        exponent = TS.Add(exponent, TS.And(upper, one));
        TV f = TS.Subtract(TS.Select(upper, TS.Multiply(mantissa, TS.Broadcast(0.5f)), mantissa), one);
        TV square = TS.Multiply(f, f);
        TV p = TS.Broadcast(-7.635810226e-02f);
        p = TS.MultiplyAdd(p, f, TS.Broadcast(1.276190132e-01f));
        p = TS.MultiplyAdd(p, f, TS.Broadcast(-1.315967888e-01f));
        p = TS.MultiplyAdd(p, f, TS.Broadcast(1.420162320e-01f));
        p = TS.MultiplyAdd(p, f, TS.Broadcast(-1.662340760e-01f));
        p = TS.MultiplyAdd(p, f, TS.Broadcast(2.000124007e-01f));
        p = TS.MultiplyAdd(p, f, TS.Broadcast(-2.500081956e-01f));
        p = TS.MultiplyAdd(p, f, TS.Broadcast(3.333333135e-01f));
        TV tail = TS.Multiply(TS.Multiply(p, f), square);
        tail = TS.MultiplyAdd(exponent, TS.Broadcast(Ln2Low), tail);
        tail = TS.MultiplyAdd(square, TS.Broadcast(-0.5f), tail);
        TV result = TS.MultiplyAdd(exponent, TS.Broadcast(Ln2High), TS.Add(f, tail));

        TV infinity = TS.Broadcast(float.PositiveInfinity);
        result = TS.Select(TS.GreaterThan(infinity, x), result, x);
        result = TS.Select(TS.GreaterThan(x, TS.Zero), result, TS.Broadcast(float.NaN));
        result = TS.Select(TS.Equal(x, TS.Zero), TS.Negate(infinity), result);
        return result;
    }

    /// <summary>1 / (1 + e^−x), with full relative precision in the lower tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Sigmoid<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV one = TS.Broadcast(1f);
        TV t = NegativeExp<TS, TV>(TS.Max(TS.Broadcast(-104f), TS.Or(x, TS.Broadcast(-0f))));
        TV numerator = TS.SelectBySign(x, t, one);

        // One Newton step on the remainder n − y·(1 + t), which leaves out the rounding of 1 + t.
        TV reciprocal = TS.ReciprocalEstimate(TS.Add(one, t));
        TV y = TS.Multiply(numerator, reciprocal);
        TV remainder = TS.SubtractProduct(y, t, TS.Subtract(numerator, y));
        return TS.MultiplyAdd(remainder, reciprocal, y);
    }

    /// <summary>tanh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Tanh<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV one = TS.Broadcast(1f);
        TV magnitude = TS.Abs(x);

        // Near 0: x + x³·P(x²).
        TV square = TS.Multiply(x, x);
        TV p = TS.Broadcast(-5.698029883e-03f);
        p = TS.MultiplyAdd(p, square, TS.Broadcast(2.063232102e-02f));
        p = TS.MultiplyAdd(p, square, TS.Broadcast(-5.373743549e-02f));
        p = TS.MultiplyAdd(p, square, TS.Broadcast(1.333141178e-01f));
        p = TS.MultiplyAdd(p, square, TS.Broadcast(-3.333328068e-01f));
        TV small = TS.MultiplyAdd(TS.Multiply(p, square), magnitude, magnitude);

        // Elsewhere: 1 − 2 / (e^2x + 1), which is 1 long before 20.
        TV bounded = TS.Min(TS.Broadcast(20f), magnitude);
        TV e = BoundedExp<TS, TV>(TS.Add(bounded, bounded));
        TV large = TS.Subtract(one, TS.Divide(TS.Broadcast(2f), TS.Add(e, one)));
        return TS.CopySign(TS.Select(TS.GreaterThan(TS.Broadcast(0.625f), magnitude), small, large), x);
    }

    /// <summary>The error function, 2/√π·∫₀ˣ e^−t² dt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Erf<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV magnitude = TS.Abs(x);

        // Near 0: x + x·P(x²).
        TV square = TS.Multiply(x, x);
        TV p = TS.Broadcast(-5.994504900e-04f);
        p = TS.MultiplyAdd(p, square, TS.Broadcast(4.994038027e-03f));
        p = TS.MultiplyAdd(p, square, TS.Broadcast(-2.676734887e-02f));
        p = TS.MultiplyAdd(p, square, TS.Broadcast(1.128184348e-01f));
        p = TS.MultiplyAdd(p, square, TS.Broadcast(-3.761249781e-01f));
        p = TS.MultiplyAdd(p, square, TS.Broadcast(1.283791512e-01f));
        TV small = TS.MultiplyAdd(p, magnitude, magnitude);

        // Elsewhere: 1 − e^Q(x), where Q fits ln(1 − erf x); from 4 on the result rounds to 1.
        TV bounded = TS.Min(TS.Broadcast(4f), magnitude);
        TV q = TS.Broadcast(1.957292116e-04f);
        q = TS.MultiplyAdd(q, bounded, TS.Broadcast(-3.041171003e-03f));
        q = TS.MultiplyAdd(q, bounded, TS.Broadcast(2.221873030e-02f));
        q = TS.MultiplyAdd(q, bounded, TS.Broadcast(-1.039145291e-01f));
        q = TS.MultiplyAdd(q, bounded, TS.Broadcast(-6.372017860e-01f));
        q = TS.MultiplyAdd(q, bounded, TS.Broadcast(-1.127663970e+00f));
        q = TS.MultiplyAdd(q, bounded, TS.Broadcast(-1.985090494e-04f));
        TV large = TS.Subtract(TS.Broadcast(1f), BoundedExp<TS, TV>(q));
        return TS.CopySign(TS.Select(TS.GreaterThan(TS.Broadcast(0.921875f), magnitude), small, large), x);
    }

    /// <summary>e^x for x in −104 … 89, or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV BoundedExp<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        (TV power, TV n) = ReducedExp<TS, TV>(x);
        return TS.ScaleByPowerOfTwo(power, n);
    }

    /// <summary>The same for x in −104 … 0, or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV NegativeExp<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        (TV power, TV n) = ReducedExp<TS, TV>(x);
        return TS.ScaleDown(power, n);
    }

    /// <summary>e^x as power·2^n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TV Power, TV N) ReducedExp<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // x = n·ln 2 + r with |r| ≤ ½·ln 2; e^r = 1 + r + r²·P(r).
        TV n = TS.Round(TS.Multiply(x, TS.Broadcast(Log2E)));
        TV r = TS.MultiplyAdd(n, TS.Broadcast(-Ln2High), x);
        r = TS.MultiplyAdd(n, TS.Broadcast(-Ln2Low), r);
        TV p = TS.Broadcast(1.382099930e-03f);
        p = TS.MultiplyAdd(p, r, TS.Broadcast(8.368670940e-03f));
        p = TS.MultiplyAdd(p, r, TS.Broadcast(4.166826233e-02f));
        p = TS.MultiplyAdd(p, r, TS.Broadcast(1.666652113e-01f));
        p = TS.MultiplyAdd(p, r, TS.Broadcast(4.999999404e-01f));
        p = TS.MultiplyAdd(p, TS.Multiply(r, r), r);
        return (TS.Add(p, TS.Broadcast(1f)), n);
    }
}
