using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Indexing;

/// <summary>Takes rows by their numbers, and puts them back.</summary>
/// <remarks>
/// Reads and writes 4 bytes a number, and 4 a row. Rows are put one after the other in the order of their positions, so that equal
/// positions give the same bits on any number of threads. Twin: the default body of <c>IndexingOperations</c>.
/// </remarks>
internal static unsafe class RowIndexing
{
    private const int RowsOfTask = 64;

    /// <summary>y[i] = x[positions[i]].</summary>
    /// <param name="team">The threads.</param>
    /// <param name="width">Numbers of a row.</param>
    /// <param name="x">The rows.</param>
    /// <param name="positions">Which of them.</param>
    /// <param name="y">As many rows as positions; separate memory.</param>
    /// <exception cref="ArgumentException">A length does not match, or x and y overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static void Take(ThreadTeam team, int width, ReadOnlySpan<float> x, ReadOnlySpan<int> positions, Span<float> y)
    {
        Check(width, x, positions, y);
        fixed (float* px = x, py = y)
        fixed (int* pp = positions)
        {
            team.For((positions.Length + RowsOfTask - 1) / RowsOfTask, new TakeBody(width, positions.Length, px, pp, py));
        }
    }

    /// <summary>y[positions[i]] ∘= updates[i], from the first to the last.</summary>
    /// <param name="kind">∘.</param>
    /// <param name="width">Numbers of a row.</param>
    /// <param name="updates">As many rows as positions.</param>
    /// <param name="positions">Where they go.</param>
    /// <param name="y">The rows that are changed; separate memory.</param>
    /// <exception cref="ArgumentException">A length does not match, or updates and y overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static void Put(ScatterKind kind, int width, ReadOnlySpan<float> updates, ReadOnlySpan<int> positions, Span<float> y)
    {
        Check(width, y, positions, updates);
        for (int i = 0; i < positions.Length; i++)
        {
            ReadOnlySpan<float> from = updates.Slice(i * width, width);
            Span<float> to = y.Slice(positions[i] * width, width);
            if (kind == ScatterKind.Set)
            {
                from.CopyTo(to);
                continue;
            }

            for (int j = 0; j < to.Length; j++)
            {
                to[j] = kind switch
                {
                    ScatterKind.Add => to[j] + from[j],
                    ScatterKind.Multiply => to[j] * from[j],
                    ScatterKind.Max => MathF.Max(to[j], from[j]),
                    _ => MathF.Min(to[j], from[j]),
                };
            }
        }
    }

    private static void Check(int width, ReadOnlySpan<float> rows, ReadOnlySpan<int> positions, ReadOnlySpan<float> chosen)
    {
        Guard.Length(chosen.Length, checked(width * positions.Length), nameof(chosen));
        int count = width == 0 ? int.MaxValue : rows.Length / width;
        foreach (int position in positions)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)count, nameof(positions));
        }

        if (rows.Overlaps(chosen))
        {
            throw new ArgumentException("The rows and what is chosen overlap; use separate memory.", nameof(chosen));
        }
    }

    private readonly struct TakeBody(int width, int count, float* x, int* positions, float* y) : IParallelBody
    {
        private readonly int _width = width;
        private readonly int _count = count;
        private readonly float* _x = x;
        private readonly int* _positions = positions;
        private readonly float* _y = y;

        public void Execute(int task, int worker)
        {
            int end = Math.Min(_count, (task + 1) * RowsOfTask);
            for (int i = task * RowsOfTask; i < end; i++)
            {
                new ReadOnlySpan<float>(_x + ((nint)_positions[i] * _width), _width)
                    .CopyTo(new Span<float>(_y + ((nint)i * _width), _width));
            }
        }
    }
}
