using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>
/// Copies a window of an image so that the channels of a position lie together, with zeros where the window leaves the image.
/// </summary>
internal static unsafe class ChannelLast
{
    /// <summary>target[row, column, channel] = source[channel, firstRow + row, firstColumn + column].</summary>
    /// <param name="source">The first channel of the image.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="window">What part of the image; it may lie outside.</param>
    /// <param name="target">The copy.</param>
    /// <param name="stride">Floats from one position to the next; those beyond the channels are not written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* source, int channels, int height, int width, in Window window, float* target, nint stride)
    {
        int firstInside = Math.Clamp(-window.FirstColumn, 0, window.Columns);
        int endInside = Math.Clamp(width - window.FirstColumn, firstInside, window.Columns);
        nint plane = (nint)height * width;
        if (window == new Window(0, height, 0, width))
        {
            Whole(source, channels, plane, target, stride);
            return;
        }

        for (int row = 0; row < window.Rows; row++)
        {
            int line = window.FirstRow + row;
            if ((uint)line >= (uint)height)
            {
                Clear(target, window.Columns * stride);
            }
            else
            {
                Clear(target, firstInside * stride);
                Clear(target + (endInside * stride), (window.Columns - endInside) * stride);
                float* first = source + ((nint)line * width) + window.FirstColumn + firstInside;
                Transpose.Matrix(first, plane, channels, endInside - firstInside, target + (firstInside * stride), stride);
            }

            target += window.Columns * stride;
        }
    }

    private static void Whole(float* source, int channels, nint plane, float* target, nint stride)
    {
        if (channels == SixPlanes.Count && stride == SixPlanes.Count && SixPlanes.IsSupported)
        {
            SixPlanes.Join(source, plane, (int)plane, target);
            return;
        }

        Transpose.Matrix(source, plane, channels, (int)plane, target, stride);
    }

    private static void Clear(float* target, nint length) => new Span<float>(target, (int)length).Clear();
}
