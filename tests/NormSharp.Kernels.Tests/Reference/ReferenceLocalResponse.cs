using System.Numerics;
using NormSharp.Kernels.Normalization.LocalResponse;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Reference;

/// <summary>
/// The naive twin of <see cref="LocalResponseNormalization"/> and <see cref="LocalResponseGradient"/>: the definitions, any number type.
/// </summary>
internal static class ReferenceLocalResponse
{
    /// <summary>y = x·(k + α/size·Σx²)^−β.</summary>
    public static void Apply<T>(Planes planes, ResponseWindow window, ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = x[i] * T.Pow(Base(planes, window, x, i), -T.CreateChecked(window.Beta));
        }
    }

    /// <summary>dx = Σ over all y of dy·∂y/∂x, window by window.</summary>
    public static void Gradient<T>(Planes planes, ResponseWindow window, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        T beta = T.CreateChecked(window.Beta);
        T weight = T.CreateChecked(2) * T.CreateChecked(window.Alpha) * beta / T.CreateChecked(window.Size);
        dx.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            T b = Base(planes, window, x, i);
            dx[i] += dy[i] * T.Pow(b, -beta);
            int channel = i / planes.Spatial % planes.Channels;
            for (int c = channel - window.Before; c <= channel + window.After; c++)
            {
                if (c >= 0 && c < planes.Channels)
                {
                    int j = i + ((c - channel) * planes.Spatial);
                    dx[j] -= weight * dy[i] * x[i] * x[j] * T.Pow(b, -beta - T.One);
                }
            }
        }
    }

    private static T Base<T>(Planes planes, ResponseWindow window, ReadOnlySpan<T> x, int i)
        where T : IFloatingPointIeee754<T>
    {
        int channel = i / planes.Spatial % planes.Channels;
        T sum = T.Zero;
        for (int c = channel - window.Before; c <= channel + window.After; c++)
        {
            if (c >= 0 && c < planes.Channels)
            {
                T value = x[i + ((c - channel) * planes.Spatial)];
                sum += value * value;
            }
        }

        return T.CreateChecked(window.K) + (T.CreateChecked(window.Alpha) * sum / T.CreateChecked(window.Size));
    }
}
