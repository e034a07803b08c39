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

        foreach (Meeting m in Meetings(g))
        {
            for (int column = m.From; column < m.To; column++)
            {
                y[m.Y + column] += weight[m.Weight] * x[m.X + (column * g.StrideWidth) + m.Tap];
            }
        }
    }

    /// <summary>dx: every input gathers dy through the weights that it met.</summary>
    public static void GradientInput<T>(in ConvolutionGeometry g, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        foreach (Meeting m in Meetings(g))
        {
            for (int column = m.From; column < m.To; column++)
            {
                dx[m.X + (column * g.StrideWidth) + m.Tap] += weight[m.Weight] * dy[m.Y + column];
            }
        }
    }

    /// <summary>dWeight: every weight gathers dy times the inputs that it met.</summary>
    public static void GradientWeight<T>(in ConvolutionGeometry g, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dWeight)
        where T : IFloatingPointIeee754<T>
    {
        dWeight.Clear();
        foreach (Meeting m in Meetings(g))
        {
            for (int column = m.From; column < m.To; column++)
            {
                dWeight[m.Weight] += x[m.X + (column * g.StrideWidth) + m.Tap] * dy[m.Y + column];
            }
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

    /// <summary>All products that a convolution adds up: each weight with each row of outputs that it meets.</summary>
    private static IEnumerable<Meeting> Meetings(ConvolutionGeometry g)
    {
        for (int n = 0; n < g.Batch; n++)
        {
            for (int o = 0; o < g.OutChannels; o++)
            {
                for (int row = 0; row < g.OutHeight; row++)
                {
                    int y = ((((n * g.OutChannels) + o) * g.OutHeight) + row) * g.OutWidth;
                    for (int c = 0; c < g.InChannelsPerGroup; c++)
                    {
                        int channel = (o / g.OutChannelsPerGroup * g.InChannelsPerGroup) + c;
                        for (int i = 0; i < g.KernelHeight; i++)
                        {
                            int h = (row * g.StrideHeight) + (i * g.DilationHeight) - g.PaddingHeight;
                            for (int j = 0; j < g.KernelWidth && h >= 0 && h < g.Height; j++)
                            {
                                int tap = (j * g.DilationWidth) - g.PaddingWidth;
                                (int from, int to) = Columns(g, tap);
                                yield return new Meeting(
                                    ((((n * g.InChannels) + channel) * g.Height) + h) * g.Width,
                                    (((((o * g.InChannelsPerGroup) + c) * g.KernelHeight) + i) * g.KernelWidth) + j,
                                    y,
                                    from,
                                    to,
                                    tap);
                            }
                        }
                    }
                }
            }
        }
    }

    /// <summary>The columns of outputs for which column · stride + tap lies inside of an input's row.</summary>
    private static (int From, int To) Columns(in ConvolutionGeometry g, int tap)
    {
        int from = 0;
        while (from < g.OutWidth && (from * g.StrideWidth) + tap < 0)
        {
            from++;
        }

        int to = g.OutWidth;
        while (to > from && ((to - 1) * g.StrideWidth) + tap >= g.Width)
        {
            to--;
        }

        return (from, to);
    }

    /// <summary>
    /// A weight, the rows of x and y that it joins, and the columns of y that it reaches, with x's at column · stride + tap.
    /// </summary>
    private readonly record struct Meeting(int X, int Weight, int Y, int From, int To, int Tap);
}
