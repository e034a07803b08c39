namespace NormSharp.Kernels.Blocked;

/// <summary>The rows of all blocks of all images, cut into ranges for threads.</summary>
internal readonly struct RowRanges
{
    /// <summary>Vector operations below which a second thread costs more than it brings.</summary>
    private const long WorthSharing = 10_000;

    /// <summary>Ranges a thread, so that one that is held up does not hold up all.</summary>
    private const int PerThread = 4;

    private readonly long _total;

    /// <param name="planes">Blocks of all images.</param>
    /// <param name="rows">Rows of a block.</param>
    /// <param name="work">Vector operations of a row.</param>
    /// <param name="threads">How many threads there are.</param>
    public RowRanges(int planes, int rows, long work, int threads)
    {
        Rows = rows;
        _total = (long)planes * rows;
        Count = threads == 1 || _total * work < WorthSharing ? 1 : (int)Math.Min(_total, threads * PerThread);
    }

    /// <summary>Rows of a block.</summary>
    public int Rows { get; }

    /// <summary>How many ranges.</summary>
    public int Count { get; }

    /// <summary>Where a range begins.</summary>
    public long First(int range) => _total * range / Count;
}
