using System.Numerics;
using NormSharp.Kernels.Convolution;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Reference;

/// <summary>
/// The naive twin of <see cref="ConvolutionKernel"/>: every pair of an input and a weight that meet, one after the other.
/// </summary>
internal static class ReferenceConvolution
{
    /// <summary>y[n, o] = bias[o] + Σ weight[o, c, i, j] · x[n, c, …].</summary>
    public static void Forward<T>(in ConvolutionGeometry g, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        int plane = g.OutHeight * g.OutWidth;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = bias.IsEmpty ? T.Zero : bias[i / plane % g.OutChannels];
        }

        foreach ((int ix, int iw, int iy) in Meetings(g))
        {
            y[iy] += weight[iw] * x[ix];
        }
    }

    /// <summary>dx: every input gathers dy through the weights that it met.</summary>
    public static void GradientInput<T>(in ConvolutionGeometry g, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        foreach ((int ix, int iw, int iy) in Meetings(g))
        {
            dx[ix] += weight[iw] * dy[iy];
        }
    }

    /// <summary>dWeight: every weight gathers dy times the inputs that it met.</summary>
    public static void GradientWeight<T>(in ConvolutionGeometry g, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dWeight)
        where T : IFloatingPointIeee754<T>
    {
        dWeight.Clear();
        foreach ((int ix, int iw, int iy) in Meetings(g))
        {
            dWeight[iw] += x[ix] * dy[iy];
        }
    }

    /// <summary>dBias[o] = Σ dy[n, o, …].</summary>
    public static void GradientBias<T>(in ConvolutionGeometry g, ReadOnlySpan<T> dy, Span<T> dBias)
        where T : IFloatingPointIeee754<T>
    {
        dBias.Clear();
        int plane = g.OutHeight * g.OutWidth;
        for (int i = 0; i < dy.Length; i++)
        {
            dBias[i / plane % g.OutChannels] += dy[i];
        }
    }

    /// <summary>The positions in x, weight and y of all products that a convolution adds up.</summary>
    private static IEnumerable<(int X, int Weight, int Y)> Meetings(ConvolutionGeometry g)
    {
        for (int n = 0; n < g.Batch; n++)
        {
            for (int o = 0; o < g.OutChannels; o++)
            {
                for (int row = 0; row < g.OutHeight; row++)
                {
                    for (int column = 0; column < g.OutWidth; column++)
                    {
                        int y = (((((n * g.OutChannels) + o) * g.OutHeight) + row) * g.OutWidth) + column;
                        for (int c = 0; c < g.InChannelsPerGroup; c++)
                        {
                            int channel = (o / g.OutChannelsPerGroup * g.InChannelsPerGroup) + c;
                            for (int i = 0; i < g.KernelHeight; i++)
                            {
                                for (int j = 0; j < g.KernelWidth; j++)
                                {
                                    int h = (row * g.StrideHeight) + (i * g.DilationHeight) - g.PaddingHeight;
                                    int w = (column * g.StrideWidth) + (j * g.DilationWidth) - g.PaddingWidth;
                                    if (h >= 0 && h < g.Height && w >= 0 && w < g.Width)
                                    {
                                        yield return (
                                            (((((n * g.InChannels) + channel) * g.Height) + h) * g.Width) + w,
                                            (((((o * g.InChannelsPerGroup) + c) * g.KernelHeight) + i) * g.KernelWidth) + j,
                                            y);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
