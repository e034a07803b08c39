namespace NormSharp.Kernels.Normalization;

/// <summary>How columns are cut into tasks that each reduce and map their own: small enough for a cache, and enough of them for all threads.</summary>
/// <remarks>The cut changes which thread does what, never a result, so that it may look at the number of threads.</remarks>
internal readonly struct ColumnTasks
{
    // What a second-level cache holds beside what else passes through it, and what it holds at all. Measured on 64×64×56×56, where a channel of x and dy is
    // 1.6 MB, the loop over channels is a tenth slower than two loops over all; on 128×256×14×14, tasks of four channels of 200 KB, whose rows also end with a
    // cache line, are a tenth faster than of two.
    private const long Comfortable = 13 << 16;
    private const long Largest = 1 << 20;

    private readonly int _columns;
    private readonly int _perTask;

    /// <param name="layout">The columns.</param>
    /// <param name="tensors">How many tensors both passes read.</param>
    /// <param name="threads">The threads of the team.</param>
    /// <param name="smallest">Bytes of a tensor below which two loops over all are as fast.</param>
    public ColumnTasks(ChannelLayout layout, int tensors, int threads, long smallest)
    {
        long bytes = (long)layout.Rows * layout.Width * sizeof(float) * tensors;
        long enough = threads == 1 ? layout.Columns : layout.Columns / (4L * threads);
        _columns = layout.Columns;
        _perTask = (int)long.Clamp(Comfortable / long.Max(bytes, 1), 1, long.Max(enough, 1));
        int rounds = (Count + threads - 1) / threads;
        bool balanced = 4L * Count >= 3L * rounds * threads;
        bool large = bytes > 0 && bytes / tensors * layout.Columns >= smallest;
        AreWorthwhile = !layout.AcrossColumns && large && bytes <= Largest && balanced;
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
