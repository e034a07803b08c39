namespace NormSharp.Primitives;

/// <summary>
/// The sizes and strides of a matrix product C = A·B with A of M×K, B of K×N and C of M×N. Element (i, p) of A is at
/// <c>i·ARowStride + p·AColumnStride</c>, so a transposed operand is one whose strides are exchanged; a stride of 0 repeats a row or a
/// column. C's columns are contiguous.
/// </summary>
/// <param name="M">Rows of A and C.</param>
/// <param name="N">Columns of B and C.</param>
/// <param name="K">Columns of A, rows of B: the terms of every sum.</param>
/// <param name="ARowStride">Floats from one row of A to the next.</param>
/// <param name="AColumnStride">Floats from one column of A to the next.</param>
/// <param name="BRowStride">Floats from one row of B to the next.</param>
/// <param name="BColumnStride">Floats from one column of B to the next.</param>
/// <param name="CRowStride">Floats from one row of C to the next; at least N.</param>
public readonly record struct GemmShape(
    int M,
    int N,
    int K,
    int ARowStride,
    int AColumnStride,
    int BRowStride,
    int BColumnStride,
    int CRowStride)
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
        ARowStride: transposeA ? 1 : k,
        AColumnStride: transposeA ? m : 1,
        BRowStride: transposeB ? 1 : n,
        BColumnStride: transposeB ? k : 1,
        CRowStride: n);
}
