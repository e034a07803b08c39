using System.Numerics;
using NormSharp.Kernels.Pooling;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Reference;

/// <summary>
/// The naive twin of <see cref="AveragePooling"/> and <see cref="MaxPooling"/>: every window walks over all its positions, padding too; any
/// number type.
/// </summary>
internal static class ReferencePooling
{
    /// <summary>y = the mean of each window.</summary>
    public static void Average<T>(in PoolingGeometry g, bool countPadding, ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < y.Length; o++)
        {
            T sum = T.Zero;
            int count = 0;
            for (int k = 0; k < g.KernelHeight * g.KernelWidth; k++)
            {
                if (Input(g, o, k) is int i)
                {
                    sum += x[i];
                    count++;
                }
            }

            y[o] = sum / Divisor<T>(g, countPadding, count);
        }
    }

    /// <summary>dx = each output's gradient, spread evenly over its window.</summary>
    public static void AverageGradient<T>(in PoolingGeometry g, bool countPadding, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int o = 0; o < dy.Length; o++)
        {
            int count = 0;
            for (int k = 0; k < g.KernelHeight * g.KernelWidth; k++)
            {
                count += Input(g, o, k) is null ? 0 : 1;
            }

            for (int k = 0; k < g.KernelHeight * g.KernelWidth; k++)
            {
                if (Input(g, o, k) is int i)
                {
                    dx[i] += dy[o] / Divisor<T>(g, countPadding, count);
                }
            }
        }
    }

    /// <summary>
    /// y = the maximum of each window, and its place in the plane: the first of equals; a NaN before all numbers, the last of several.
    /// </summary>
    public static void Max<T>(in PoolingGeometry g, ReadOnlySpan<T> x, Span<T> y, Span<int> indices)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < y.Length; o++)
        {
            int best = -1;
            for (int k = 0; k < g.KernelHeight * g.KernelWidth; k++)
            {
                if (Input(g, o, k) is int i && (best < 0 || x[i] > x[best] || T.IsNaN(x[i])))
                {
                    best = i;
                }
            }

            y[o] = x[best];
            indices[o] = best % (g.Height * g.Width);
        }
    }

    /// <summary>dx = each output's gradient at the place of its maximum.</summary>
    public static void MaxGradient<T>(in PoolingGeometry g, ReadOnlySpan<T> dy, ReadOnlySpan<int> indices, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int o = 0; o < dy.Length; o++)
        {
            dx[(o / (g.OutHeight * g.OutWidth) * g.Height * g.Width) + indices[o]] += dy[o];
        }
    }

    private static T Divisor<T>(in PoolingGeometry g, bool countPadding, int count)
        where T : IFloatingPointIeee754<T> =>
        T.CreateChecked(countPadding ? g.KernelHeight * g.KernelWidth : count);

    /// <summary>Where output o's window reads at its position k, or null in the padding.</summary>
    private static int? Input(in PoolingGeometry g, int o, int k)
    {
        int plane = o / (g.OutHeight * g.OutWidth);
        int row = (o / g.OutWidth % g.OutHeight * g.StrideHeight) - g.PaddingHeight + (k / g.KernelWidth);
        int column = (o % g.OutWidth * g.StrideWidth) - g.PaddingWidth + (k % g.KernelWidth);
        bool inside = row >= 0 && row < g.Height && column >= 0 && column < g.Width;
        return inside ? (((plane * g.Height) + row) * g.Width) + column : null;
    }
}
