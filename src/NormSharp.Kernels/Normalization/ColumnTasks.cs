using NormSharp.Kernels.Machine;

namespace NormSharp.Kernels.Normalization;

/// <summary>How columns are cut into tasks that each reduce and map their own: small enough for a cache, and enough of them for all threads.</summary>
/// <remarks>The cut changes which thread does what, never a result, so that it may look at the number of threads.</remarks>
internal readonly struct ColumnTasks
{
    private readonly int _columns;
    private readonly int _perTask;

    /// <param name="layout">The columns.</param>
    /// <param name="tensors">How many tensors both passes read.</param>
    /// <param name="machine">Its caches.</param>
    /// <param name="threads">The threads of the team.</param>
    public ColumnTasks(ChannelLayout layout, int tensors, MachineDescription machine, int threads)
    {
        // Part of a core's caches is left to what else passes through. Tasks of four channels of 128×256×14×14, 200 KB each, whose rows also end
        // with a cache line, were a tenth faster than tasks of two.
        long comfortable = machine.CloseToCore / 16 * 13;
        long bytes = (long)layout.Rows * layout.Width * sizeof(float) * tensors;
        long enough = threads == 1 ? layout.Columns : layout.Columns / (4L * threads);
        _columns = layout.Columns;
        _perTask = (int)long.Clamp(comfortable / long.Max(bytes, 1), 1, long.Max(enough, 1));
        int rounds = (Count + threads - 1) / threads;
        bool balanced = 4L * Count >= 3L * rounds * threads;

        // Of a tensor that the last-level cache does not hold, it holds one channel for each thread: with two cores of Zen 3 and channels of 0.8 to
        // 6.4 MB, the loop over channels takes a sixth to a quarter less than two loops over all.
        bool shared = machine.SharesFastCache && layout.IsBeyondCaches && bytes * Math.Min(threads, layout.Columns) <= machine.BeyondCaches;
        bool fits = bytes > 0 && (bytes <= machine.CloseToCore || shared);
        AreWorthwhile = !layout.AcrossColumns && fits && balanced;
    }

    /// <summary>Whether a column fits the caches, and all threads get about as much to do.</summary>
    public bool AreWorthwhile { get; }

    /// <summary>How many tasks.</summary>
    public int Count => (_columns + _perTask - 1) / _perTask;

    /// <summary>The first column of a task.</summary>
    public int First(int task) => task * _perTask;

    /// <summary>The column behind a task's last.</summary>
    public int End(int task) => int.Min(_columns, First(task) + _perTask);
}
