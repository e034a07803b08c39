using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>
/// How rows are cut into blocks for the gradient, from sizes alone: a block's share of dγ and dβ is summed in float, so it has at most 128
/// rows, and enough of them that the shares are small beside the batch.
/// </summary>
internal readonly struct RowBlocks
{
    private const int MostRows = 128;
    private const int LeastNumbers = 4096;
    private const int LeastBlocks = 16;

    private readonly int _rows;

    public RowBlocks(RowExtent extent)
    {
        _rows = extent.Rows;
        int even = (int)(((long)extent.Rows + LeastBlocks - 1) / LeastBlocks);
        RowsPerBlock = int.Clamp(int.Max(LeastNumbers / extent.RowLength, even), 1, MostRows);
    }

    /// <summary>Rows of every block but the last.</summary>
    public int RowsPerBlock { get; }

    /// <summary>How many blocks.</summary>
    public int Count => (int)(((long)_rows + RowsPerBlock - 1) / RowsPerBlock);

    /// <summary>A block's first row.</summary>
    public int First(int block) => block * RowsPerBlock;

    /// <summary>The end of a block's rows, exclusive.</summary>
    public int End(int block) => int.Min(_rows, First(block) + RowsPerBlock);
}
