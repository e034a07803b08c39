using System.Numerics;
using NormSharp.Kernels.Normalization.Rows;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Reference;

/// <summary>
/// The naive twin of <see cref="NormalizeRows"/> and <see cref="NormalizeRowsGradient"/>: textbook formulas, two passes for the statistics,
/// any number type. Empty γ and β mean 1 and 0; dz = f′(z)·dy is taken with the derivative that the caller gives.
/// </summary>
internal static class ReferenceRowNormalization
{
    /// <summary>μ = Σx/length, or 0 where rows are not centered; invStd = 1/√(Σ(x − μ)²/length + ε).</summary>
    public static void Statistics<T>(RowExtent extent, bool centered, T epsilon, ReadOnlySpan<T> x, Span<T> mean, Span<T> invStd)
        where T : IFloatingPointIeee754<T>
    {
        T count = T.CreateChecked(extent.RowLength);
        for (int row = 0; row < extent.Rows; row++)
        {
            T sum = T.Zero;
            T m2 = T.Zero;
            for (int j = 0; j < extent.RowLength && centered; j++)
            {
                sum += x[(row * extent.RowLength) + j];
            }

            mean[row] = sum / count;
            for (int j = 0; j < extent.RowLength; j++)
            {
                T deviation = x[(row * extent.RowLength) + j] - mean[row];
                m2 += deviation * deviation;
            }

            invStd[row] = T.One / T.Sqrt((m2 / count) + epsilon);
        }
    }

    /// <summary>y = f(γ·(x − μ)·invStd + β).</summary>
    public static void Apply<T>(
        RowExtent extent,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> mean,
        ReadOnlySpan<T> invStd,
        ReadOnlySpan<T> gamma,
        ReadOnlySpan<T> beta,
        Func<T, T> activation,
        Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            int row = i / extent.RowLength;
            int place = i % extent.RowLength;
            T xHat = (x[i] - mean[row]) * invStd[row];
            y[i] = activation(((gamma.IsEmpty ? T.One : gamma[place]) * xHat) + (beta.IsEmpty ? T.Zero : beta[place]));
        }
    }

    /// <summary>dx = invStd·(g − mean(g) − x̂·mean(g·x̂)) with g = γ·dz; dγ = Σdz·x̂; dβ = Σdz.</summary>
    public static void Gradient<T>(
        RowExtent extent,
        bool centered,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> dz,
        ReadOnlySpan<T> mean,
        ReadOnlySpan<T> invStd,
        ReadOnlySpan<T> gamma,
        Span<T> dx,
        Span<T> dGamma,
        Span<T> dBeta)
        where T : IFloatingPointIeee754<T>
    {
        dGamma.Clear();
        dBeta.Clear();
        T count = T.CreateChecked(extent.RowLength);
        for (int row = 0; row < extent.Rows; row++)
        {
            T sumG = T.Zero;
            T sumGXHat = T.Zero;
            for (int j = 0; j < extent.RowLength; j++)
            {
                int i = (row * extent.RowLength) + j;
                T xHat = (x[i] - mean[row]) * invStd[row];
                T g = (gamma.IsEmpty ? T.One : gamma[j]) * dz[i];
                dGamma[j] += dz[i] * xHat;
                dBeta[j] += dz[i];
                sumG += centered ? g : T.Zero;
                sumGXHat += g * xHat;
            }

            for (int j = 0; j < extent.RowLength; j++)
            {
                int i = (row * extent.RowLength) + j;
                T xHat = (x[i] - mean[row]) * invStd[row];
                T g = (gamma.IsEmpty ? T.One : gamma[j]) * dz[i];
                dx[i] = invStd[row] * (g - (sumG / count) - (xHat * sumGXHat / count));
            }
        }
    }
}
