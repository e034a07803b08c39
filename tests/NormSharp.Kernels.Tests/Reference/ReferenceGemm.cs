using System.Numerics;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Reference;

/// <summary>The naive twin of <see cref="Kernels.Gemm.MatrixProduct"/>: three loops, any number type.</summary>
internal static class ReferenceGemm
{
    /// <summary>C = A·B (+ C) (+ bias on every row).</summary>
    /// <param name="shape">Sizes and strides.</param>
    /// <param name="a">M×K.</param>
    /// <param name="b">K×N.</param>
    /// <param name="c">M×N, written.</param>
    /// <param name="accumulate">Whether the product is added to what C holds.</param>
    /// <param name="columnBias">N numbers, or none.</param>
    public static void Multiply<T>(
        in GemmShape shape,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b,
        Span<T> c,
        bool accumulate = false,
        ReadOnlySpan<T> columnBias = default)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < shape.M; i++)
        {
            for (int j = 0; j < shape.N; j++)
            {
                T sum = T.Zero;
                for (int p = 0; p < shape.K; p++)
                {
                    sum += a[(i * shape.A.Row) + (p * shape.A.Column)] * b[(p * shape.B.Row) + (j * shape.B.Column)];
                }

                ref T target = ref c[(i * shape.CRowStride) + j];
                target = (accumulate ? target : T.Zero) + sum + (columnBias.IsEmpty ? T.Zero : columnBias[j]);
            }
        }
    }
}
