namespace NormSharp.Primitives;

/// <summary>
/// The sizes and strides of a matrix product C = A·B with A of M×K, B of K×N and C of M×N. C's columns are contiguous.
/// </summary>
/// <param name="M">Rows of A and C.</param>
/// <param name="N">Columns of B and C.</param>
/// <param name="K">Columns of A, rows of B: the terms of every sum.</param>
/// <param name="A">Strides of A.</param>
/// <param name="B">Strides of B.</param>
/// <param name="CRowStride">Floats from one row of C to the next; at least N.</param>
internal readonly record struct GemmShape(int M, int N, int K, MatrixStrides A, MatrixStrides B, int CRowStride)
{
    /// <summary>The shape of dense row-major operands.</summary>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Terms of every sum.</param>
    /// <param name="transposeA">Whether A lies in memory as K×M.</param>
    /// <param name="transposeB">Whether B lies in memory as N×K.</param>
    public static GemmShape Contiguous(int m, int n, int k, bool transposeA = false, bool transposeB = false) => new(
        m,
        n,
        k,
        A: transposeA ? new(1, m) : new(k, 1),
        B: transposeB ? new(1, k) : new(n, 1),
        CRowStride: n);
}
