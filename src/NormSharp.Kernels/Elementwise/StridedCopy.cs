using NormSharp.Kernels.Elementwise.Strides;
using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Elementwise;

/// <summary>Copies between a strided view and contiguous memory: transposing, slicing, repeating.</summary>
/// <remarks>
/// Reads 4 and writes 4 bytes a number. Rows that are contiguous on both sides are block copies; transposes go by tiles that fit the
/// cache. The two sides must not overlap. Reference twin: <see cref="Reference.ReferenceStrides"/>.
/// </remarks>
internal static unsafe class StridedCopy
{
    /// <summary>Makes a view contiguous.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="shape">The sizes, any rank.</param>
    /// <param name="source">The memory that the view looks at, from its first number on.</param>
    /// <param name="sourceStrides">The view's stride along each dimension, in numbers; 0 repeats.</param>
    /// <param name="destination">Receives the numbers in row-major order.</param>
    /// <exception cref="ArgumentException">
    /// Strides reach outside the source, the destination has another length, or they overlap.
    /// </exception>
    public static void Gather(
        ThreadTeam team, ReadOnlySpan<int> shape, ReadOnlySpan<float> source, ReadOnlySpan<int> sourceStrides, Span<float> destination)
    {
        Check(shape, source, sourceStrides, destination);
        int* memory = stackalloc int[StridedRows.MemoryLength(shape.Length)];
        fixed (float* view = source, contiguous = destination)
        {
            var rows = new StridedRows(shape, sourceStrides, sourceStrides, memory);
            if (TransposeTiles.TryRun<GatherDirection>(team, rows, view, contiguous))
            {
                return;
            }

            team.ForRows(rows, new CopyRow<GatherDirection>(view, contiguous, rows.RowStrideA));
        }
    }

    /// <summary>Writes contiguous numbers into a view.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="shape">The sizes, any rank.</param>
    /// <param name="source">The numbers in row-major order.</param>
    /// <param name="destination">The memory that the view looks at, from its first number on.</param>
    /// <param name="destinationStrides">The view's strides; no two indices may name the same number.</param>
    /// <exception cref="ArgumentException">
    /// Strides reach outside the destination or name a number twice, the source has another length, or they overlap.
    /// </exception>
    public static void Scatter(
        ThreadTeam team, ReadOnlySpan<int> shape, ReadOnlySpan<float> source, Span<float> destination, ReadOnlySpan<int> destinationStrides)
    {
        Check(shape, destination, destinationStrides, source);
        if (!StrideGuard.IsInjective(shape, destinationStrides))
        {
            throw new ArgumentException("destinationStrides name a number more than once; use ScatterAdd.", nameof(destinationStrides));
        }

        int* memory = stackalloc int[StridedRows.MemoryLength(shape.Length)];
        fixed (float* view = destination, contiguous = source)
        {
            var rows = new StridedRows(shape, destinationStrides, destinationStrides, memory);
            if (TransposeTiles.TryRun<ScatterDirection>(team, rows, view, contiguous))
            {
                return;
            }

            team.ForRows(rows, new CopyRow<ScatterDirection>(view, contiguous, rows.RowStrideA));
        }
    }

    /// <summary>
    /// Adds contiguous numbers to a view: the gradient of <see cref="Gather"/>. Where several indices name one number (a stride of 0),
    /// their sum is added, always in the same order.
    /// </summary>
    /// <param name="team">The threads; only views that name each number once are split over them.</param>
    /// <param name="shape">The sizes, any rank.</param>
    /// <param name="source">The numbers in row-major order.</param>
    /// <param name="destination">The memory that the view looks at, from its first number on.</param>
    /// <param name="destinationStrides">The view's strides.</param>
    /// <exception cref="ArgumentException">
    /// Strides reach outside the destination, the source has another length, or they overlap.
    /// </exception>
    public static void ScatterAdd(
        ThreadTeam team, ReadOnlySpan<int> shape, ReadOnlySpan<float> source, Span<float> destination, ReadOnlySpan<int> destinationStrides)
    {
        Check(shape, destination, destinationStrides, source);
        int* memory = stackalloc int[StridedRows.MemoryLength(shape.Length)];
        fixed (float* view = destination, contiguous = source)
        {
            var rows = new StridedRows(shape, destinationStrides, destinationStrides, memory);
            var body = new AddRow(view, contiguous, rows.RowStrideA);
            if (StrideGuard.IsInjective(shape, destinationStrides))
            {
                team.ForRows(rows, body);
            }
            else
            {
                StridedLoop.ForRowsInOrder(rows, body);
            }
        }
    }

    private static void Check(
        ReadOnlySpan<int> shape, ReadOnlySpan<float> view, ReadOnlySpan<int> strides, ReadOnlySpan<float> contiguous)
    {
        StrideGuard.Inside(shape, strides, view.Length, nameof(strides));
        Guard.Length(contiguous.Length, StrideGuard.Count(shape), nameof(contiguous));
        if (view.Overlaps(contiguous))
        {
            throw new ArgumentException("The source and the destination overlap; use separate memory.", nameof(contiguous));
        }
    }
}
