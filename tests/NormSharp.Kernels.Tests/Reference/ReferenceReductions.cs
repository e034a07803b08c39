using System.Numerics;
using NormSharp.Kernels.Reductions;

namespace NormSharp.Kernels.Tests.Reference;

/// <summary>
/// The naive twins of <see cref="SumKernel"/>, <see cref="MaxKernel"/>, <see cref="SumOfSquaresKernel"/> and
/// <see cref="AllFiniteKernel"/>.
/// </summary>
internal static class ReferenceReductions
{
    /// <summary>[outer, reduce, inner] → [outer, inner].</summary>
    public static T[] Sum<T>(int outer, int reduce, int inner, ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        var y = new T[outer * inner];
        for (int i = 0; i < x.Length; i++)
        {
            y[(i / (reduce * inner) * inner) + (i % inner)] += x[i];
        }

        return y;
    }

    /// <summary>
    /// [outer, reduce, inner] → [outer, inner], and the position of each maximum; the first NaN, else the first of the largest.
    /// </summary>
    public static (T[] Max, int[] ArgMax) Max<T>(int outer, int reduce, int inner, ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        var max = new T[outer * inner];
        int[] argmax = new int[outer * inner];
        for (int i = 0; i < max.Length; i++)
        {
            int start = (i / inner * reduce * inner) + (i % inner);
            max[i] = x[start];
            for (int r = 1; r < reduce; r++)
            {
                T candidate = x[start + (r * inner)];
                if (!T.IsNaN(max[i]) && (candidate > max[i] || T.IsNaN(candidate)))
                {
                    (max[i], argmax[i]) = (candidate, r);
                }
            }
        }

        return (max, argmax);
    }

    /// <summary>Σ x².</summary>
    public static T SumOfSquares<T>(ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        foreach (T value in x)
        {
            sum += value * value;
        }

        return sum;
    }

    /// <summary>Whether no number is NaN or infinite.</summary>
    public static bool AllFinite<T>(ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        foreach (T value in x)
        {
            if (!T.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
