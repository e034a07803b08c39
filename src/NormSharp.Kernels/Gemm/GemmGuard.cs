using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>The one place where a product's spans are checked; <see cref="GemmShape"/> has judged the sizes.</summary>
internal static class GemmGuard
{
    /// <summary>Throws unless every element that the product touches lies inside its span.</summary>
    /// <exception cref="ArgumentException">
    /// A distance between matrices is negative, matrices of C overlap, or a span is too short.
    /// </exception>
    public static void Check(in GemmShape shape, in ProductBatch batch, int a, int b, int c)
    {
        NotNegative(batch.Count, "The number of products");
        NotNegative(batch.A, "The distance between matrices A");
        NotNegative(batch.B, "The distance between matrices B");
        long matrix = Extent(shape.M, shape.CRowStride, shape.N, 1);
        if (batch.Count > 1 && batch.C < matrix)
        {
            throw new ArgumentException(
                $"Matrices of C overlap: they lie {batch.C} numbers apart, and one matrix spans {matrix} numbers.", nameof(batch));
        }

        Long("A", a, Extent(batch.Count, batch.A, Extent(shape.M, shape.A.Row, shape.K, shape.A.Column)), shape.M, shape.K, batch.Count);
        Long("B", b, Extent(batch.Count, batch.B, Extent(shape.K, shape.B.Row, shape.N, shape.B.Column)), shape.K, shape.N, batch.Count);
        Long("C", c, Extent(batch.Count, batch.C, matrix), shape.M, shape.N, batch.Count);
    }

    /// <summary>Throws unless there is no bias or one number for every column.</summary>
    /// <exception cref="ArgumentException">The bias has another length.</exception>
    public static void CheckBias(int n, int bias)
    {
        if (bias != 0 && bias != n)
        {
            throw new ArgumentException(
                $"The column bias has {bias} numbers; the product has N = {n} columns. Give one for every column, or none.");
        }
    }

    private static long Extent(long rows, long rowStride, long columns, long columnStride) =>
        rows == 0 || columns == 0 ? 0 : ((rows - 1) * rowStride) + ((columns - 1) * columnStride) + 1;

    private static long Extent(long batch, long stride, long matrix) => batch == 0 || matrix == 0 ? 0 : ((batch - 1) * stride) + matrix;

    private static void NotNegative(int value, string name)
    {
        if (value < 0)
        {
            throw new ArgumentException($"{name} of a matrix product is {value}; it cannot be negative.", nameof(value));
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
