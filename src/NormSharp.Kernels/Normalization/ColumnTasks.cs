using System.Runtime.Intrinsics;

namespace NormSharp.Kernels.Normalization;

/// <summary>How columns are cut into tasks that each reduce and map their own: small enough for a cache, and enough of them for all threads.</summary>
/// <remarks>The cut changes which thread does what, never a result, so that it may look at the number of threads.</remarks>
internal readonly struct ColumnTasks
{
    // What a second-level cache holds beside what else passes through it, and what it holds at all. Measured on 128×256×14×14, tasks of four channels of 200 KB,
    // whose rows also end with a cache line, are a tenth faster than of two.
    private const long Comfortable = 13 << 16;
    private const long Close = 1 << 20;

    // What all threads together find again in a last-level cache, of tensors that it does not hold. Measured with two cores of Zen 3 (512 KB each, 32 MB for all) on channels of 0.8 to 6.4 MB, of x
    // alone and of x and dy: the loop over channels takes a sixth to a quarter less than two loops over all.
    private const long Shared = 1 << 24;

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
        long tensor = bytes / tensors * layout.Columns;
        bool large = bytes > 0 && tensor >= smallest;
        bool shared = SharedIsFast && bytes * Math.Min(threads, layout.Columns) <= Shared && tensor >= ChannelLayout.FarLength * sizeof(float);
        bool fits = bytes <= Close || shared;
        AreWorthwhile = !layout.AcrossColumns && large && fits && balanced;
    }

    /// <summary>
    /// A guess by the width of vectors: on the machine with AVX-512 that was measured, with 2 MB a core, the loop over channels of 1.6 MB was a tenth slower than two loops.
    /// </summary>
    private static bool SharedIsFast => !Vector512.IsHardwareAccelerated;

    /// <summary>Whether a column fits the caches, and all threads get about as much to do.</summary>
    public bool AreWorthwhile { get; }

    /// <summary>How many tasks.</summary>
    public int Count => (_columns + _perTask - 1) / _perTask;

    /// <summary>The first column of a task.</summary>
    public int First(int task) => task * _perTask;

    /// <summary>The column behind a task's last.</summary>
    public int End(int task) => int.Min(_columns, First(task) + _perTask);
}
