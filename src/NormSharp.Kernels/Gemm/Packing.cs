using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>Copies operands into the order in which the micro-kernels read them.</summary>
internal static unsafe class Packing
{
    /// <summary>Steps for which all rows are packed before the next: their lines fit the ways of a first-level cache.</summary>
    private const int Together = 8;

    /// <summary>All tiles of rows of an A that lies column by column, each tile as <see cref="Rows"/> packs it.</summary>
    /// <remarks>A column is a piece of another page, which no hardware prefetcher follows: the next ones are prefetched.</remarks>
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

    /// <summary>
    /// Rows of B whose columns follow each other, each cut into its panels, two vectors wide, and zeros where B has no more columns. A row
    /// is read on over many panels: a panel's part of each row alone is a piece of another page, which no hardware
    /// prefetcher follows.
    /// </summary>
    /// <param name="b">The first row.</param>
    /// <param name="rowStride">Floats to the next row.</param>
    /// <param name="columns">Columns of all panels.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="k">Rows of a whole panel.</param>
    /// <param name="packed">The first row of the first panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Lines<TS, TV>(float* b, nint rowStride, int columns, int rows, nint k, float* packed)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int width = 2 * TS.Count;
        nint panel = k * width;
        for (; rows > 0; rows--, b += rowStride, packed += width)
        {
            float* source = b;
            float* target = packed;
            int left = columns;
            for (; left >= width; left -= width, source += width, target += panel)
            {
                TS.Store(TS.Load(source), target);
                TS.Store(TS.Load(source + TS.Count), target + TS.Count);
            }

            if (left > 0)
            {
                int first = Math.Min(left, TS.Count);
                TS.Store(TS.LoadPartial(source, first), target);
                TS.Store(TS.LoadPartial(source + first, left - first), target + TS.Count);
            }
        }
    }

    /// <summary>
    /// A panel of a B whose columns do not follow each other: for every step of K its columns, and zeros where B has no more.
    /// </summary>
    /// <param name="b">The panel's first number.</param>
    /// <param name="strides">Of B: a row is a step.</param>
    /// <param name="columns">Columns that there are.</param>
    /// <param name="width">Columns of a panel.</param>
    /// <param name="k">Steps.</param>
    /// <param name="packed">The panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panel(float* b, MatrixStrides strides, int columns, int width, int k, float* packed)
    {
        (nint rowStride, nint columnStride) = (strides.Row, strides.Column);
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
