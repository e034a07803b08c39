namespace NormSharp.Primitives;

/// <summary>
/// The sizes and strides of a matrix product C = A·B with A of M×K, B of K×N and C of M×N. C's columns are contiguous. It is judged when it
/// is made.
/// </summary>
internal readonly record struct GemmShape
{
    private const string Owner = "A matrix product's";

    /// <summary>Judges sizes and strides.</summary>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A, rows of B: the terms of every sum.</param>
    /// <param name="a">Strides of A.</param>
    /// <param name="b">Strides of B.</param>
    /// <param name="cRowStride">Floats from one row of C to the next; at least N.</param>
    /// <exception cref="ArgumentException">A size or stride is negative or too large, or rows of C overlap.</exception>
    public GemmShape(int m, int n, int k, MatrixStrides a, MatrixStrides b, int cRowStride)
    {
        SizeLimits.InRange(m, 0, SizeLimits.Numbers, Owner, nameof(M));
        SizeLimits.InRange(n, 0, SizeLimits.Numbers, Owner, nameof(N));
        SizeLimits.InRange(k, 0, SizeLimits.Numbers, Owner, nameof(K));
        SizeLimits.InRange(a.Row, 0, int.MaxValue, Owner, "row stride of A");
        SizeLimits.InRange(a.Column, 0, int.MaxValue, Owner, "column stride of A");
        SizeLimits.InRange(b.Row, 0, int.MaxValue, Owner, "row stride of B");
        SizeLimits.InRange(b.Column, 0, int.MaxValue, Owner, "column stride of B");
        if (m > 1 && cRowStride < n)
        {
            throw new ArgumentException($"Rows of C overlap: CRowStride is {cRowStride}, and a row has N = {n} numbers");
        }

        M = m;
        N = n;
        K = k;
        A = a;
        B = b;
        CRowStride = cRowStride;
    }

    /// <summary>Rows of A and C.</summary>
    public int M { get; }

    /// <summary>Columns of B and C.</summary>
    public int N { get; }

    /// <summary>Columns of A, rows of B: the terms of every sum.</summary>
    public int K { get; }

    /// <summary>Strides of A.</summary>
    public MatrixStrides A { get; }

    /// <summary>Strides of B.</summary>
    public MatrixStrides B { get; }

    /// <summary>Floats from one row of C to the next; at least N.</summary>
    public int CRowStride { get; }

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
        a: transposeA ? new(1, m) : new(k, 1),
        b: transposeB ? new(1, k) : new(n, 1),
        cRowStride: n);
}
