using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>Products of float matrices.</summary>
/// <remarks>
/// <see cref="GemmPlan"/> chooses the algorithm, unless the caller names one that accepts the shape. Every element of C is one chain of
/// multiply-adds over K in ascending order, cut into blocks of fixed length, so the result has the same bits on any number of threads. The
/// twin is <c>ReferenceGemm</c>, in the tests.
/// </remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>C = A·B (+ C) (+ bias on every row).</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="shape">Sizes and strides.</param>
    /// <param name="a">M×K.</param>
    /// <param name="b">K×N.</param>
    /// <param name="c">M×N, written; what lies between its rows is left alone.</param>
    /// <param name="accumulate">Whether the product is added to what C holds.</param>
    /// <param name="columnBias">N numbers, or none.</param>
    /// <exception cref="ArgumentException">A size is negative, rows of C overlap, or a span is too short.</exception>
    public static void Multiply(
        ThreadTeam team,
        in GemmShape shape,
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> b,
        Span<float> c,
        bool accumulate = false,
        ReadOnlySpan<float> columnBias = default) =>
        Multiply(team, shape, new ProductSpans { A = a, B = b, C = c, Accumulate = accumulate, ColumnBias = columnBias });

    /// <summary>C = A·B (+ C) (+ bias on every row).</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="shape">Sizes and strides.</param>
    /// <param name="spans">What is read and written.</param>
    /// <param name="algorithm">An algorithm that accepts the shape; null for the plan's choice.</param>
    /// <exception cref="ArgumentException">A size is negative, rows of C overlap, or a span is too short.</exception>
    public static void Multiply(ThreadTeam team, in GemmShape shape, in ProductSpans spans, GemmAlgorithm? algorithm = null)
    {
        ArgumentNullException.ThrowIfNull(team);
        GemmGuard.Check(shape, ProductBatch.One, spans.A.Length, spans.B.Length, spans.C.Length);
        GemmGuard.CheckBias(shape.N, spans.ColumnBias.Length);
        if (shape.M == 0 || shape.N == 0)
        {
            return;
        }

        fixed (float* a = spans.A, b = spans.B, c = spans.C, bias = spans.ColumnBias)
        {
            var operands = new ProductOperands(a, b, c, spans.Accumulate, bias);
            (algorithm ?? GemmPlan.Of(team.Machine).Choose(shape)).Run(team, shape, operands);
        }
    }

    /// <summary>C[i] = A[i]·B[i] (+ C[i]) for every i below the number of products; without a bias.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="shape">Sizes and strides of one product.</param>
    /// <param name="batch">How many products, and how far apart they lie.</param>
    /// <param name="spans">What is read and written.</param>
    /// <exception cref="ArgumentException">A size is negative, parts of C overlap, or a span is too short.</exception>
    public static void MultiplyBatch(ThreadTeam team, in GemmShape shape, in ProductBatch batch, in ProductSpans spans)
    {
        ArgumentNullException.ThrowIfNull(team);
        GemmGuard.Check(shape, batch, spans.A.Length, spans.B.Length, spans.C.Length);
        if (shape.M == 0 || shape.N == 0 || batch.Count == 0)
        {
            return;
        }

        fixed (float* a = spans.A, b = spans.B, c = spans.C)
        {
            var operands = new ProductOperands(a, b, c, spans.Accumulate, null);
            GemmAlgorithm? algorithm = AlgorithmOf(team, shape, batch);
            if (algorithm is null)
            {
                MacroKernel.RunBatch(team, shape, batch, operands);
                return;
            }

            for (nint i = 0; i < batch.Count; i++)
            {
                algorithm.Run(team, shape, operands.At(i * batch.A, i * batch.B, i * batch.C));
            }
        }
    }

    /// <summary>
    /// The algorithm that each product of a batch takes; null where they are small, and each is packed and multiplied on one thread.
    /// </summary>
    public static GemmAlgorithm? AlgorithmOf(ThreadTeam team, in GemmShape shape, in ProductBatch batch) =>
        batch.Count > 1 && !MacroKernel.IsWorthSharing(shape) ? null : GemmPlan.Of(team.Machine).Choose(shape);
}
