using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Functions;
using NormSharp.Kernels.Elementwise.Strides;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Elementwise;

/// <summary>Functions of two numbers over spans, with broadcasting.</summary>
/// <remarks>
/// Reads 4 bytes a number of each full operand and writes 4. Elementwise, so the result is the same for any number of threads. The
/// output may be the same memory as an operand of the full shape. Reference twin: <see cref="Reference.ReferenceBinary"/>.
/// </remarks>
internal static unsafe class BinaryKernel
{
    /// <summary>y = f(a, b) for spans of one length.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or y overlaps an operand shifted.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="operation"/> is not a known function.</exception>
    public static void Apply(
        ThreadTeam team, BinaryOperation operation, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        Guard.Length(a.Length, y.Length, nameof(a));
        Guard.Length(b.Length, y.Length, nameof(b));
        ApplyBroadcast(team, operation, [y.Length], new(a, [1]), new(b, [1]), y);
    }

    /// <summary>y = f(a, b) with one number as the right operand.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or y overlaps a shifted.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="operation"/> is not a known function.</exception>
    public static void ApplyScalarRight(ThreadTeam team, BinaryOperation operation, ReadOnlySpan<float> a, float b, Span<float> y)
    {
        Guard.Length(a.Length, y.Length, nameof(a));
        ApplyBroadcast(team, operation, [y.Length], new(a, [1]), new(new ReadOnlySpan<float>(in b), [0]), y);
    }

    /// <summary>y = f(a, b) with one number as the left operand.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or y overlaps b shifted.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="operation"/> is not a known function.</exception>
    public static void ApplyScalarLeft(ThreadTeam team, BinaryOperation operation, float a, ReadOnlySpan<float> b, Span<float> y)
    {
        Guard.Length(b.Length, y.Length, nameof(b));
        ApplyBroadcast(team, operation, [y.Length], new(new ReadOnlySpan<float>(in a), [0]), new(b, [1]), y);
    }

    /// <summary>y[r, c] = f(a[r, c], b[c]): such as a bias after a linear layer.</summary>
    /// <exception cref="ArgumentException">A length does not match the sizes, or y overlaps an operand shifted.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="operation"/> is not a known function, or a size is negative.
    /// </exception>
    public static void ApplyRowVector(
        ThreadTeam team, BinaryOperation operation, int rows, int columns, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        Guard.Length(a.Length, checked(rows * columns), nameof(a));
        Guard.Length(b.Length, columns, nameof(b));
        ApplyBroadcast(team, operation, [rows, columns], new(a, [columns, 1]), new(b, [0, 1]), y);
    }

    /// <summary>y[r, c] = f(a[r, c], b[r]).</summary>
    /// <exception cref="ArgumentException">A length does not match the sizes, or y overlaps an operand shifted.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="operation"/> is not a known function, or a size is negative.
    /// </exception>
    public static void ApplyColumnVector(
        ThreadTeam team, BinaryOperation operation, int rows, int columns, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        Guard.Length(a.Length, checked(rows * columns), nameof(a));
        Guard.Length(b.Length, rows, nameof(b));
        ApplyBroadcast(team, operation, [rows, columns], new(a, [columns, 1]), new(b, [1, 0]), y);
    }

    /// <summary>y = f(a, b) over a shape of any rank.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="operation">f.</param>
    /// <param name="shape">The sizes of the result.</param>
    /// <param name="a">The left operand.</param>
    /// <param name="b">The right operand.</param>
    /// <param name="y">
    /// The result, contiguous in row-major order. May be the memory of an operand that is itself contiguous in this shape.
    /// </param>
    /// <exception cref="ArgumentException">
    /// Strides reach outside an operand, or y has not the shape's length, or overlaps an operand in another way.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="operation"/> is not a known function, or a size is negative.
    /// </exception>
    [SkipLocalsInit]
    public static void ApplyBroadcast(
        ThreadTeam team, BinaryOperation operation, ReadOnlySpan<int> shape, BroadcastOperand a, BroadcastOperand b, Span<float> y)
    {
        StrideGuard.Inside(shape, a.Strides, a.Values.Length, nameof(a));
        StrideGuard.Inside(shape, b.Strides, b.Values.Length, nameof(b));
        Guard.Length(y.Length, StrideGuard.Count(shape), nameof(y));
        StrideGuard.Aliasing(shape, a.Strides, a.Values, y, nameof(a));
        StrideGuard.Aliasing(shape, b.Strides, b.Values, y, nameof(b));

        int* memory = stackalloc int[StridedRows.MemoryLength(shape.Length)];
        fixed (float* pa = a.Values, pb = b.Values, py = y)
        {
            var visitor = new BinaryRows(team, new StridedRows(shape, a.Strides, b.Strides, memory), pa, pb, py);
            operation.Dispatch(ref visitor);
        }
    }
}
