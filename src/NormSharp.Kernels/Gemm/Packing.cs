using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>Copies operands into the order in which the micro-kernels read them.</summary>
internal static unsafe class Packing
{
    /// <summary>Rows of A, interleaved: for every step of K one number of each row.</summary>
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

        int column = 0;
        if (a.ColumnStride == 1)
        {
            for (; column + 4 <= k; column += 4)
            {
                float* target = packed + ((nint)column * rows);
                int row = 0;
                for (; row + 4 <= rows; row += 4)
                {
                    Transpose.Four(a.Start + (row * a.RowStride) + column, a.RowStride, target + row, rows);
                }

                for (; row < rows; row++)
                {
                    float* source = a.Start + (row * a.RowStride) + column;
                    for (int p = 0; p < 4; p++)
                    {
                        target[(p * rows) + row] = source[p];
                    }
                }
            }
        }

        for (; column < k; column++)
        {
            for (int r = 0; r < rows; r++)
            {
                packed[((nint)column * rows) + r] = a.Start[(r * a.RowStride) + (column * a.ColumnStride)];
            }
        }
    }

    /// <summary>A panel of B, two vectors wide: for every step of K its columns, and zeros where B has no more.</summary>
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

        int row = 0;
        if (rowStride == 1)
        {
            for (; row + 4 <= k; row += 4)
            {
                float* target = packed + ((nint)row * width);
                int column = 0;
                for (; column + 4 <= columns; column += 4)
                {
                    Transpose.Four(b + (column * columnStride) + row, columnStride, target + column, width);
                }

                for (int p = 0; p < 4; p++)
                {
                    PanelRow(b + row + p, columnStride, column, columns, width, target + (p * width));
                }
            }
        }

        for (; row < k; row++)
        {
            PanelRow(b + (row * rowStride), columnStride, 0, columns, width, packed + ((nint)row * width));
        }
    }

    private static void PanelRow(float* source, nint stride, int first, int columns, int width, float* target)
    {
        for (int j = first; j < columns; j++)
        {
            target[j] = source[j * stride];
        }

        for (int j = columns; j < width; j++)
        {
            target[j] = 0;
        }
    }
}
