using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>Copies operands into the order in which the micro-kernels read them.</summary>
internal static unsafe class Packing
{
    /// <summary>Steps for which all rows are packed before the next: their lines fit the ways of a first-level cache.</summary>
    private const int Together = 8;

    /// <summary>All tiles of rows of an A that lies column by column, each tile as <see cref="Rows"/> packs it.</summary>
    /// <remarks>A column is a piece of another page, which no hardware foresees: the next ones are asked for.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns<TS, TV>(StridedRows a, int rows, int k, float* packed)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (int first = 0; first < k; first += Together)
        {
            int steps = Math.Min(Together, k - first);
            float* source = a.Start + (first * a.ColumnStride);
            for (int p = Together; p < Together + steps; p++)
            {
                Cache.Prefetch(source + (p * a.ColumnStride), rows);
            }

            for (int done = 0; done < rows;)
            {
                int height = RowTiling.Height<TS, TV>(rows - done);
                float* target = packed + ((nint)done * k) + ((nint)first * height);
                for (int p = 0; p < steps; p++)
                {
                    Copy(source + done + (p * a.ColumnStride), height, target);
                    target += height;
                }

                done += height;
            }
        }
    }

    /// <summary>Rows of A, interleaved: for every step of K one number of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(StridedRows a, int rows, int k, float* packed)
    {
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* source, int count, float* target)
    {
        int i = 0;
        for (; i + Simd128.Count <= count; i += Simd128.Count)
        {
            Simd128.Store(Simd128.Load(source + i), target + i);
        }

        for (; i < count; i++)
        {
            target[i] = source[i];
        }
    }
}
