using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>Stages all rows of one image, in the order of <see cref="Staging"/>.</summary>
internal static unsafe class ImageStaging
{
    /// <summary>Copies an image's patch rows.</summary>
    public static void Fill<TS, TV>(in Staging staging, in Correlation c, int image, int group, float* staged)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* source = c.SourceOf(image, group);
        int width = c.Columns.Output;
        bool unpadded = c.Rows.First == 0 && c.Columns.First == 0 && c.Rows is { Step: 1, Stride: 1 }
            && c.Columns is { Step: 1, Stride: 1 };
        if (!unpadded || !Simd256.IsSupported || width % Simd256.Count != 0)
        {
            staging.Fill<TS, TV>(source, c.SourceEnd, 0, c.Rows.Output, staged);
            return;
        }

        int rows = c.Rows.Output + c.Rows.Taps - 1;
        for (int channel = 0; channel < c.Channels; channel++)
        {
            for (int tap = 0; tap < c.Columns.Taps; tap++)
            {
                Columns(source + tap, c.Columns.Source, rows, width, staged);
                staged += rows * width;
            }

            source += c.SourcePlane;
        }
    }

    /// <summary>
    /// Copies some columns of all rows by vectors that divide a row. Longer ones would write over each other's ends and across lines of the
    /// cache: a fifth of the whole correlation.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Columns(float* source, nint stride, int rows, nint width, float* staged)
    {
        if (width == Simd256.Count)
        {
            for (; rows > 0; rows--)
            {
                Vector256.Store(Vector256.Load(source), staged);
                source += stride;
                staged += Simd256.Count;
            }

            return;
        }

        for (; rows > 0; rows--)
        {
            nint column = 0;
            do
            {
                Vector256.Store(Vector256.Load(source + column), staged + column);
                column += Simd256.Count;
            }
            while (column < width);

            source += stride;
            staged += width;
        }
    }
}
