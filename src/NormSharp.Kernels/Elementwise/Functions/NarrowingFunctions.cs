using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>The nearest binary16, ties to even; the gradient passes as if nothing was rounded.</summary>
/// <remarks>
/// Adding 1.5·2^(e+13) to a number of exponent e leaves it no more than 11 significant bits: the machine's own rounding does it.
/// </remarks>
internal readonly struct ToFloat16 : IPlainFunction
{
    private const float LeastNormal = 6.103515625e-5f;
    private const float Largest = 65504f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV magnitude = TS.Min(TS.Broadcast(65536f), TS.Max(TS.Broadcast(LeastNormal), TS.Abs(x)));
        TV exponent = TS.Add(TS.Exponent(magnitude), TS.Broadcast(13f));
        TV rounder = TS.ScaleByPowerOfTwo(TS.Broadcast(1.5f), exponent);
        TV rounded = TS.Subtract(TS.Add(TS.Abs(x), rounder), rounder);
        TV bounded = TS.Select(TS.GreaterThan(rounded, TS.Broadcast(Largest)), TS.Broadcast(float.PositiveInfinity), rounded);
        return TS.Select(TS.IsNaN(x), x, TS.CopySign(bounded, x));
    }
}

/// <summary>The nearest bfloat16, ties to even; the gradient passes as if nothing was rounded.</summary>
/// <remarks>As <see cref="ToFloat16"/>, with large numbers brought down by 2⁶⁴ so that what is added stays finite.</remarks>
internal readonly struct ToBFloat16 : IPlainFunction
{
    private const float LeastNormal = 1.17549435e-38f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV one = TS.Broadcast(1f);
        TV isLarge = TS.GreaterThan(TS.Abs(x), one);
        TV brought = TS.Select(isLarge, TS.Multiply(TS.Abs(x), TS.Broadcast(5.42101086e-20f)), TS.Abs(x));
        TV magnitude = TS.Min(TS.Broadcast(1.8446744e19f), TS.Max(TS.Broadcast(LeastNormal), brought));
        TV rounder = TS.ScaleByPowerOfTwo(TS.Broadcast(1.5f), TS.Add(TS.Exponent(magnitude), TS.Broadcast(16f)));
        TV rounded = TS.Subtract(TS.Add(brought, rounder), rounder);
        TV result = TS.Select(isLarge, TS.Multiply(rounded, TS.Broadcast(1.8446744e19f)), rounded);
        return TS.Select(TS.IsNaN(x), x, TS.CopySign(result, x));
    }
}

/// <summary>The upper half of a binary32; the gradient passes as if nothing was cut. NaN is passed on.</summary>
internal readonly struct CutToBFloat16 : IPlainFunction
{
    private const uint UpperHalf = 0xFFFF0000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Select(TS.IsNaN(x), x, TS.And(x, TS.Broadcast(BitConverter.UInt32BitsToSingle(UpperHalf))));
}
