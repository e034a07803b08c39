using System.Numerics;

namespace NormSharp.Kernels.Reference;

/// <summary>Functions that the generic number interfaces lack.</summary>
internal static class ReferenceMath
{
    /// <summary>
    /// The error function, 2/√π·e^−x²·Σ 2ⁿ·x^(2n+1) / (1·3·…·(2n+1)): all terms have one sign, so that nothing cancels
    /// (Abramowitz and Stegun 7.1.6).
    /// </summary>
    public static T Erf<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        if (T.Abs(x) > T.CreateChecked(6))
        {
            // 1 − erf 6 is 2·10⁻¹⁷.
            return T.CopySign(T.One, x);
        }

        T term = x;
        T sum = x;
        for (int n = 1; n < 200; n++)
        {
            term *= (x + x) * x / T.CreateChecked((2 * n) + 1);
            sum += term;
        }

        return T.CreateChecked(2) / T.Sqrt(T.Pi) * T.Exp(-x * x) * sum;
    }

    /// <summary>The nearest number whose lower 16 bits are 0, ties to even.</summary>
    public static float ToBFloat16(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        return float.IsNaN(x) ? x : BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }

    /// <summary>The number whose lower 16 bits are 0 next to x towards 0.</summary>
    public static float CutToBFloat16(float x)
        => float.IsNaN(x) ? x : BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(x) & 0xFFFF0000);

    /// <summary>1 / (1 + e^−x).</summary>
    public static T Sigmoid<T>(T x)
        where T : IFloatingPointIeee754<T> =>
        T.One / (T.One + T.Exp(-x));

    /// <summary>The standard normal distribution Φ(x) = ½·(1 + erf(x/√2)).</summary>
    public static T NormalDistribution<T>(T x)
        where T : IFloatingPointIeee754<T> =>
        (T.One + Erf(x / T.Sqrt(T.CreateChecked(2)))) / T.CreateChecked(2);

    /// <summary>The standard normal density φ(x) = e^(−x²/2) / √(2π).</summary>
    public static T NormalDensity<T>(T x)
        where T : IFloatingPointIeee754<T> =>
        T.Exp(-x * x / T.CreateChecked(2)) / T.Sqrt(T.CreateChecked(2) * T.Pi);
}
