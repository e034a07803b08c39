using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>The one place where a product's sizes and spans are checked.</summary>
internal static class GemmGuard
{
    /// <summary>Throws unless every element that the product touches lies inside its span.</summary>
    /// <exception cref="ArgumentException">A size or stride is negative, rows of C overlap, or a span is too short.</exception>
    public static void Check(in GemmShape shape, int batch, int aBatchStride, int bBatchStride, int cBatchStride, int a, int b, int c)
    {
        NotNegative(shape.M, nameof(shape.M));
        NotNegative(shape.N, nameof(shape.N));
        NotNegative(shape.K, nameof(shape.K));
        NotNegative(shape.ARowStride, nameof(shape.ARowStride));
        NotNegative(shape.AColumnStride, nameof(shape.AColumnStride));
        NotNegative(shape.BRowStride, nameof(shape.BRowStride));
        NotNegative(shape.BColumnStride, nameof(shape.BColumnStride));
        NotNegative(batch, nameof(batch));
        NotNegative(aBatchStride, nameof(aBatchStride));
        NotNegative(bBatchStride, nameof(bBatchStride));
        if (shape.M > 1 && shape.CRowStride < shape.N)
        {
            throw new ArgumentException($"Rows of C overlap: CRowStride is {shape.CRowStride}, and a row has N = {shape.N} numbers.", nameof(shape));
        }

        long matrix = Extent(shape.M, shape.CRowStride, shape.N, 1);
        if (batch > 1 && cBatchStride < matrix)
        {
            throw new ArgumentException(
                $"Matrices of C overlap: cBatchStride is {cBatchStride}, and one matrix spans {matrix} numbers.", nameof(cBatchStride));
        }

        Long("A", a, Extent(batch, aBatchStride, Extent(shape.M, shape.ARowStride, shape.K, shape.AColumnStride)), shape.M, shape.K, batch);
        Long("B", b, Extent(batch, bBatchStride, Extent(shape.K, shape.BRowStride, shape.N, shape.BColumnStride)), shape.K, shape.N, batch);
        Long("C", c, Extent(batch, cBatchStride, matrix), shape.M, shape.N, batch);
    }

    /// <summary>Throws unless there is no bias or one number for every column.</summary>
    /// <exception cref="ArgumentException">The bias has another length.</exception>
    public static void CheckBias(int n, int bias)
    {
        if (bias != 0 && bias != n)
        {
            throw new ArgumentException($"The column bias has {bias} numbers; the product has N = {n} columns. Give one for every column, or none.");
        }
    }

    private static long Extent(long rows, long rowStride, long columns, long columnStride) =>
        rows == 0 || columns == 0 ? 0 : ((rows - 1) * rowStride) + ((columns - 1) * columnStride) + 1;

    private static long Extent(long batch, long stride, long matrix) => batch == 0 || matrix == 0 ? 0 : ((batch - 1) * stride) + matrix;

    private static void NotNegative(int value, string name)
    {
        if (value < 0)
        {
            throw new ArgumentException($"{name} of a matrix product is {value}; it cannot be negative.", name);
        }
    }

    private static void Long(string operand, int found, long needed, int rows, int columns, int batch)
    {
        if (found < needed)
        {
            throw new ArgumentException(
                $"{operand} of a matrix product has {found} numbers; {batch} × [{rows}, {columns}] with the given strides needs {needed}.");
        }
    }
}
