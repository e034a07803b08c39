namespace NormSharp.Kernels.Normalization;

/// <summary>
/// How sums over a batch are cut, from sizes alone: rows and, in wide planes, segments make blocks; a block and a column make a cell, short
/// enough to be summed in float lanes; a task is a block and a range of columns.
/// </summary>
internal readonly struct ReductionTiling
{
    private const int CellLength = 4096;
    private const int RowsAcrossColumns = 128;
    private const int TaskLength = 32768;
    private const int Alignment = 64;

    public ReductionTiling(ChannelLayout layout)
    {
        Layout = layout;
        Segments = int.Max(1, Ceiling(layout.Width, CellLength));
        SegmentLength = Ceiling(Ceiling(layout.Width, Segments), Alignment) * Alignment;
        RowsPerBlock = int.Clamp(layout.AcrossColumns ? RowsAcrossColumns : CellLength / SegmentLength, 1, int.Max(1, layout.Rows));
        int columns = TaskLength / (RowsPerBlock * (layout.AcrossColumns ? 1 : SegmentLength));
        ColumnsPerTask = layout.AcrossColumns ? int.Max(Alignment, columns) : int.Max(1, columns);
    }

    public ChannelLayout Layout { get; }

    /// <summary>Parts that a column's values in one row are cut into.</summary>
    public int Segments { get; }

    /// <summary>Length of every segment but the last.</summary>
    public int SegmentLength { get; }

    /// <summary>Rows of every block but the last.</summary>
    public int RowsPerBlock { get; }

    /// <summary>Columns of every task but a block's last.</summary>
    public int ColumnsPerTask { get; }

    public int Blocks => Ceiling(Layout.Rows, RowsPerBlock) * Segments;

    public int Cells => checked(Blocks * Layout.Columns);

    public int TasksPerBlock => Ceiling(Layout.Columns, ColumnsPerTask);

    public int Tasks => Blocks * TasksPerBlock;

    /// <summary>First row of a block.</summary>
    public int FirstRow(int block) => block / Segments * RowsPerBlock;

    /// <summary>Rows of a block.</summary>
    public int RowsOf(int block) => int.Min(RowsPerBlock, Layout.Rows - FirstRow(block));

    /// <summary>First value of a block within its columns.</summary>
    public int Start(int block) => block % Segments * SegmentLength;

    /// <summary>Values of a block in each row of a column.</summary>
    public int LengthOf(int block) => int.Min(SegmentLength, Layout.Width - Start(block));

    private static int Ceiling(int value, int divisor) => (int)(((long)value + divisor - 1) / divisor);
}
