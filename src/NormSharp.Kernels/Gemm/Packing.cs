using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>Copies operands into the order in which the micro-kernels read them.</summary>
internal static unsafe class Packing
{
    /// <summary>Rows of A, interleaved: for every step of K one number of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(StridedRows a, int rows, int k, float* packed)
    {
        if (a.RowStride == 1)
        {
            for (int p = 0; p < k; p++)
            {
                float* source = a.Start + (p * a.ColumnStride);
                for (int r = 0; r < rows; r++)
                {
                    packed[r] = source[r];
                }

                packed += rows;
            }

            return;
        }

        if (a.ColumnStride == 1)
        {
            Transpose.Matrix(a.Start, a.RowStride, rows, k, packed, rows);
            return;
        }

        for (int p = 0; p < k; p++)
        {
            for (int r = 0; r < rows; r++)
            {
                *packed++ = a.Start[(r * a.RowStride) + (p * a.ColumnStride)];
            }
        }
    }

    /// <summary>A panel of B, two vectors wide: for every step of K its columns, and zeros where B has no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panel<TS, TV>(float* b, nint rowStride, nint columnStride, int columns, int k, float* packed)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int width = 2 * TS.Count;
        if (columnStride == 1)
        {
            int left = Math.Min(columns, TS.Count);
            for (int p = 0; p < k; p++)
            {
                float* source = b + (p * rowStride);
                float* target = packed + ((nint)p * width);
                if (columns == width)
                {
                    TS.Store(TS.Load(source), target);
                    TS.Store(TS.Load(source + TS.Count), target + TS.Count);
                }
                else
                {
                    TS.Store(TS.LoadPartial(source, left), target);
                    TS.Store(TS.LoadPartial(source + left, columns - left), target + TS.Count);
                }
            }

            return;
        }

        if (rowStride == 1)
        {
            Transpose.Matrix(b, columnStride, columns, k, packed, width);
        }
        else
        {
            for (int p = 0; p < k; p++)
            {
                for (int j = 0; j < columns; j++)
                {
                    packed[((nint)p * width) + j] = b[(p * rowStride) + (j * columnStride)];
                }
            }
        }

        if (columns < width)
        {
            for (int p = 0; p < k; p++)
            {
                new Span<float>(packed + ((nint)p * width) + columns, width - columns).Clear();
            }
        }
    }
}
