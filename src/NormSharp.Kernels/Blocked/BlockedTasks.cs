using NormSharp.Kernels.Machine;

namespace NormSharp.Kernels.Blocked;

/// <summary>How a blocked convolution is shared out: bands of rows by ranges of filters.</summary>
internal readonly struct BlockedTasks
{
    /// <summary>Vector multiply-adds below which a second thread costs more than it brings.</summary>
    private const long WorthSharing = 20_000;

    /// <summary>Tasks a thread, so that one that is held up does not hold up all.</summary>
    private const int PerThread = 4;

    private readonly int _bands;
    private readonly int _ranges;
    private readonly int _totalRows;
    private readonly int _groups;

    private BlockedTasks(int rows, int images, int groups, int bands, int ranges)
        => (Rows, _totalRows, _groups, _bands, _ranges) = (rows, rows * images, groups, bands, ranges);

    /// <summary>Rows of an image.</summary>
    public int Rows { get; }

    public int Count => _bands * _ranges;

    /// <summary>
    /// Filters whose weights stay in the second-level cache see a band of rows one after the other; where they do not, each thread takes
    /// filters of its own over all rows, so that weights are read once.
    /// </summary>
    public static BlockedTasks Of(BlockedConvolutionShape shape, int groups, int images, int threads, int weights)
    {
        int rows = shape.TileRows;
        long total = (long)rows * images;
        long work = total * shape.TileWidth * shape.Output.Blocks * shape.Terms;
        long level2 = MachineDescription.Current.Caches.Level2 / sizeof(float);
        int wanted = threads == 1 || work < WorthSharing ? 1 : PerThread * threads;
        if (weights > level2 / 2)
        {
            int ranges = groups;
            return new BlockedTasks(rows, images, groups, (int)Math.Min(total, ((wanted - 1) / ranges) + 1), ranges);
        }

        long rowLength = (long)shape.Input.RowStride * shape.Input.Blocks * shape.Geometry.StrideHeight;
        long least = ((total * rowLength) / Math.Max(level2 / 4, 1)) + 1;
        long bands = Math.Min(total, Math.Max(wanted, least));
        int share = bands >= wanted ? 1 : (int)Math.Min(groups, ((wanted - 1) / bands) + 1);
        return new BlockedTasks(rows, images, groups, (int)bands, share);
    }

    public BlockedTask At(int index)
    {
        (int range, int band) = Math.DivRem(index, _bands);
        return new BlockedTask(
            (int)((long)_totalRows * band / _bands),
            (int)((long)_totalRows * (band + 1) / _bands),
            (int)((long)_groups * range / _ranges),
            (int)((long)_groups * (range + 1) / _ranges));
    }
}
