using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>Products of float matrices.</summary>
/// <remarks>
/// Every element of C is one chain of multiply-adds over K in ascending order, cut into blocks of fixed length, so the result has the same bits on
/// any number of threads. C must not overlap an operand. The twin is <see cref="Reference.ReferenceGemm"/>.
/// </remarks>
internal static unsafe class Gemm
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
        ReadOnlySpan<float> columnBias = default)
    {
        ArgumentNullException.ThrowIfNull(team);
        GemmGuard.Check(shape, 1, 0, 0, 0, a.Length, b.Length, c.Length);
        GemmGuard.CheckBias(shape.N, columnBias.Length);
        fixed (float* pa = a, pb = b, pc = c, bias = columnBias)
        {
            MacroKernel.Run(team, shape, pa, pb, pc, accumulate, bias);
        }
    }

    /// <summary>C[i] = A[i]·B[i] (+ C[i]) for every i below <paramref name="batch"/>.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="shape">Sizes and strides of one product.</param>
    /// <param name="batch">How many products.</param>
    /// <param name="aBatchStride">Floats from one A to the next; 0 uses the same A for all.</param>
    /// <param name="bBatchStride">Floats from one B to the next; 0 uses the same B for all.</param>
    /// <param name="cBatchStride">Floats from one C to the next.</param>
    /// <param name="a">The first A and those that follow.</param>
    /// <param name="b">The first B and those that follow.</param>
    /// <param name="c">The first C and those that follow, written.</param>
    /// <param name="accumulate">Whether the products are added to what C holds.</param>
    /// <exception cref="ArgumentException">A size is negative, parts of C overlap, or a span is too short.</exception>
    public static void MultiplyBatch(
        ThreadTeam team,
        in GemmShape shape,
        int batch,
        int aBatchStride,
        int bBatchStride,
        int cBatchStride,
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> b,
        Span<float> c,
        bool accumulate = false)
    {
        ArgumentNullException.ThrowIfNull(team);
        GemmGuard.Check(shape, batch, aBatchStride, bBatchStride, cBatchStride, a.Length, b.Length, c.Length);
        fixed (float* pa = a, pb = b, pc = c)
        {
            MacroKernel.RunBatch(team, shape, batch, aBatchStride, bBatchStride, cBatchStride, pa, pb, pc, accumulate);
        }
    }
}
