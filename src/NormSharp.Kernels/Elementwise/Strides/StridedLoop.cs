using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>
/// Walks the rows of a strided plan in parallel: several short rows, or a piece of a long one, make an index of about
/// <see cref="ElementLoop.ChunkLength"/> numbers.
/// </summary>
internal static class StridedLoop
{
    /// <summary>Runs the body over all rows, on the team.</summary>
    public static void ForRows<TBody>(this ThreadTeam team, in StridedRows rows, in TBody body)
        where TBody : unmanaged, IRowBody
    {
        var task = new RowTask<TBody>(rows, body);
        team.ForSimd(task.Count, task);
    }

    /// <summary>Runs the body over all rows in order, on this thread.</summary>
    public static void ForRowsInOrder<TBody>(in StridedRows rows, in TBody body)
        where TBody : unmanaged, IRowBody
    {
        var task = new RowTask<TBody>(rows, body);
        for (int i = 0; i < task.Count; i++)
        {
            SimdLoop.Run(in task, i);
        }
    }

    private readonly struct RowTask<TBody> : ISimdBody
        where TBody : unmanaged, IRowBody
    {
        private readonly StridedRows _rows;
        private readonly TBody _body;
        private readonly int _rowsPerTask;
        private readonly int _piecesPerRow;

        public RowTask(in StridedRows rows, in TBody body)
        {
            _rows = rows;
            _body = body;
            _piecesPerRow = Math.Max(1, ElementLoop.Chunks(rows.RowLength));
            _rowsPerTask = Math.Max(1, ElementLoop.ChunkLength / Math.Max(1, rows.RowLength));
            Count = _piecesPerRow > 1
                ? checked(rows.Rows * _piecesPerRow)
                : (int)(((long)rows.Rows + _rowsPerTask - 1) / _rowsPerTask);
        }

        public int Count { get; }

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            if (_piecesPerRow > 1)
            {
                Piece<TS, TV>(index / _piecesPerRow, index % _piecesPerRow * ElementLoop.ChunkLength);
                return;
            }

            TBody body = _body;
            int row = index * _rowsPerTask;
            int end = row + Math.Min(_rowsPerTask, _rows.Rows - row);
            while (row < end)
            {
                RowCursor cursor = _rows.Seek(row);
                int stop = Math.Min(end, row + cursor.RowsLeft);
                for (; row < stop; row++)
                {
                    body.Row<TS, TV>(cursor.OffsetA, cursor.OffsetB, (nint)row * _rows.RowLength, _rows.RowLength);
                    cursor.OffsetA += cursor.StepA;
                    cursor.OffsetB += cursor.StepB;
                }
            }
        }

        private void Piece<TS, TV>(int row, int begin)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            RowCursor cursor = _rows.Seek(row);
            int count = Math.Min(ElementLoop.ChunkLength, _rows.RowLength - begin);
            _body.Row<TS, TV>(
                cursor.OffsetA + ((nint)begin * _rows.RowStrideA),
                cursor.OffsetB + ((nint)begin * _rows.RowStrideB),
                ((nint)row * _rows.RowLength) + begin,
                count);
        }
    }
}
