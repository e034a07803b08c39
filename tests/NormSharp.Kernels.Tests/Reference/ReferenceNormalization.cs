using System.Numerics;
using NormSharp.Kernels.Normalization;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Reference;

/// <summary>
/// The naive twin of <see cref="ChannelStatistics"/>, <see cref="Normalize"/> and <see cref="NormalizeGradient"/>: textbook formulas, two
/// passes for the statistics, any number type. Empty γ and β mean 1 and 0; dz = f′(z)·dy is taken with the derivative that the caller
/// gives.
/// </summary>
internal static class ReferenceNormalization
{
    /// <summary>mean = Σx / n, then M2 = Σ(x − mean)².</summary>
    public static void Statistics<T>(Planes planes, ReadOnlySpan<T> x, Span<T> mean, Span<T> m2)
        where T : IFloatingPointIeee754<T>
    {
        mean.Clear();
        m2.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            mean[Channel(planes, i)] += x[i] / T.CreateChecked(planes.CountPerChannel);
        }

        for (int i = 0; i < x.Length; i++)
        {
            int c = Channel(planes, i);
            m2[c] += (x[i] - mean[c]) * (x[i] - mean[c]);
        }
    }

    /// <summary>y = f(γ·(x − μ)·invStd + β).</summary>
    public static void Apply<T>(
        Planes planes,
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
            int c = Channel(planes, i);
            T xHat = (x[i] - mean[c]) * invStd[c];
            y[i] = activation(((gamma.IsEmpty ? T.One : gamma[c]) * xHat) + (beta.IsEmpty ? T.Zero : beta[c]));
        }
    }

    /// <summary>Of each channel Σdz and Σdz·x̂.</summary>
    public static void Reduce<T>(
        Planes planes,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> dz,
        ReadOnlySpan<T> mean,
        ReadOnlySpan<T> invStd,
        Span<T> sumDz,
        Span<T> sumDzXHat)
        where T : IFloatingPointIeee754<T>
    {
        sumDz.Clear();
        sumDzXHat.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            int c = Channel(planes, i);
            sumDz[c] += dz[i];
            sumDzXHat[c] += dz[i] * (x[i] - mean[c]) * invStd[c];
        }
    }

    /// <summary>dz = f′(γ·(x − μ)·invStd + β)·dy.</summary>
    public static void ThroughActivation<T>(
        Planes planes,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> dy,
        ReadOnlySpan<T> mean,
        ReadOnlySpan<T> invStd,
        ReadOnlySpan<T> gamma,
        ReadOnlySpan<T> beta,
        Func<T, T> derivative,
        Span<T> dz)
        where T : IFloatingPointIeee754<T>
    {
        Apply(planes, x, mean, invStd, gamma, beta, derivative, dz);
        for (int i = 0; i < dz.Length; i++)
        {
            dz[i] *= dy[i];
        }
    }

    /// <summary>dx = γ·invStd·(dz − Σdz/count − x̂·Σdz·x̂/count).</summary>
    public static void ThroughBatchStatistics<T>(
        Planes planes,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> dz,
        ReadOnlySpan<T> mean,
        ReadOnlySpan<T> invStd,
        ReadOnlySpan<T> gamma,
        ReadOnlySpan<T> sumDz,
        ReadOnlySpan<T> sumDzXHat,
        T count,
        Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            int c = Channel(planes, i);
            T xHat = (x[i] - mean[c]) * invStd[c];
            dx[i] = (gamma.IsEmpty ? T.One : gamma[c]) * invStd[c] * (dz[i] - (sumDz[c] / count) - (xHat * sumDzXHat[c] / count));
        }
    }

    /// <summary>dx = γ·invStd·dz.</summary>
    public static void ThroughFixedStatistics<T>(
        Planes planes, ReadOnlySpan<T> dz, ReadOnlySpan<T> invStd, ReadOnlySpan<T> gamma, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < dz.Length; i++)
        {
            int c = Channel(planes, i);
            dx[i] = (gamma.IsEmpty ? T.One : gamma[c]) * invStd[c] * dz[i];
        }
    }

    private static int Channel(Planes planes, int element) => element / planes.Spatial % planes.Channels;
}
