using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Plans;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// How columns are cut into tasks that each reduce and map their own: small enough for a cache, and enough of them for all threads.
/// </summary>
/// <remarks>The cut changes which thread does what, never a result, so that it may look at the number of threads.</remarks>
internal readonly struct ColumnTasks
{
    private readonly int _columns;
    private readonly int _perTask;
    private readonly bool _isWide;
    private readonly bool _fits;
    private readonly bool _isBalanced;

    /// <param name="layout">The columns.</param>
    /// <param name="tensors">How many tensors both passes read.</param>
    /// <param name="machine">Its caches.</param>
    /// <param name="threads">The threads of the team.</param>
    public ColumnTasks(ChannelLayout layout, int tensors, MachineDescription machine, int threads)
    {
        // Part of a core's caches is left to what else passes through. Tasks of four channels of 128×256×14×14, 200 KB each, whose rows
        // also end with a cache line, were a tenth faster than tasks of two.
        long comfortable = machine.CloseToCore / 16 * 13;
        long bytes = (long)layout.Rows * layout.Width * sizeof(float) * tensors;
        long enough = threads == 1 ? layout.Columns : layout.Columns / (4L * threads);
        _columns = layout.Columns;
        _perTask = (int)long.Clamp(comfortable / long.Max(bytes, 1), 1, long.Max(enough, 1));
        int rounds = (Count + threads - 1) / threads;
        _isBalanced = 4L * Count >= 3L * rounds * threads;
        _isWide = !layout.AcrossColumns;

        // Of a tensor that the last-level cache does not hold, it holds one channel for each thread: with two cores of Zen 3 and channels
        // of 0.8 to 6.4 MB, the loop over channels takes a sixth to a quarter less than two loops over all.
        bool shared = machine.SharesFastCache && layout.IsBeyondCaches && bytes * Math.Min(threads, layout.Columns) <= machine.BeyondCaches;
        _fits = bytes > 0 && (bytes <= machine.CloseToCore || shared);
    }

    /// <summary>
    /// Whether both passes can go column by column, and whether that pays: a column fits the caches, and all threads have work.
    /// </summary>
    public Verdict Judge() =>
        !_isWide ? Verdict.Refuses("planes are narrower than a vector")
        : !_fits ? Verdict.Loses("a channel does not fit the caches")
        : !_isBalanced ? Verdict.Loses("threads would not get equal shares of the channels")
        : Verdict.Wins("a channel fits the caches, so the second pass finds what the first read");

    /// <summary>How many tasks.</summary>
    public int Count => (_columns + _perTask - 1) / _perTask;

    /// <summary>The first column of a task.</summary>
    public int First(int task) => task * _perTask;

    /// <summary>The column after a task's last.</summary>
    public int End(int task) => int.Min(_columns, First(task) + _perTask);
}
