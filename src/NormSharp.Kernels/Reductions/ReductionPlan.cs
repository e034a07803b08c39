using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Reductions;

/// <summary>
/// How a reduction of [outer, reduce, inner] is cut into tasks. The cut depends on the sizes alone, never on the number of threads, so
/// that sums are added in one order everywhere.
/// </summary>
/// <remarks>
/// Small slices are grouped, whole. Large ones are cut into blocks of columns (inner), and, only where there would be too few tasks,
/// also into pieces of rows (reduce), whose partial results are merged in order.
/// </remarks>
internal readonly struct ReductionPlan
{
    private const int MaxBlockColumns = 128;
    private const int EnoughTasks = 32;

    private readonly int _outersPerTask;
    private readonly int _blockColumns;
    private readonly int _blocks;
    private readonly int _pieceRows;

    public ReductionPlan(int outer, int reduce, int inner)
    {
        Outer = outer;
        Reduce = reduce;
        Inner = inner;
        long slice = (long)reduce * inner;
        Pieces = 1;
        _blocks = 1;
        _outersPerTask = 1;
        _blockColumns = inner;
        _pieceRows = reduce;
        if (slice <= ElementLoop.ChunkLength)
        {
            _outersPerTask = (int)(ElementLoop.ChunkLength / Math.Max(1, slice));
            Count = (int)(((long)outer + _outersPerTask - 1) / _outersPerTask);
            return;
        }

        _blockColumns = Math.Min(inner, MaxBlockColumns);
        _blocks = Ceiling(inner, _blockColumns);
        if ((long)outer * _blocks < EnoughTasks)
        {
            _pieceRows = ElementLoop.ChunkLength / _blockColumns;
            Pieces = Ceiling(reduce, _pieceRows);
        }

        Count = checked(outer * Pieces * _blocks);
    }

    public int Outer { get; }

    public int Reduce { get; }

    public int Inner { get; }

    /// <summary>Into how many pieces the reduced dimension is cut; 1 where tasks give final results.</summary>
    public int Pieces { get; }

    /// <summary>How many tasks there are.</summary>
    public int Count { get; }

    public ReductionTask Task(int index)
    {
        (int rest, int block) = Math.DivRem(index, _blocks);
        (int group, int piece) = Math.DivRem(rest, Pieces);
        int outer = group * _outersPerTask;
        int column = block * _blockColumns;
        int row = piece * _pieceRows;
        return new ReductionTask(
            outer,
            Math.Min(_outersPerTask, Outer - outer),
            row,
            Math.Min(_pieceRows, Reduce - row),
            column,
            Math.Min(_blockColumns, Inner - column),
            piece);
    }

    private static int Ceiling(int a, int b) => (int)(((long)a + b - 1) / b);
}
