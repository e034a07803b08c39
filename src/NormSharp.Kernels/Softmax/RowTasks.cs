using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Softmax;

/// <summary>Cuts rows into tasks, from sizes alone: of a quarter of the usual numbers, as each takes an exponential.</summary>
internal readonly struct RowTasks(int rows, int classes)
{
    private readonly int _perTask = int.Max(1, ElementLoop.ChunkLength / 4 / classes);

    /// <summary>How many tasks.</summary>
    public int Count => (int)(((long)rows + _perTask - 1) / _perTask);

    /// <summary>A task's first row.</summary>
    public int First(int task) => task * _perTask;

    /// <summary>The end of a task's rows, exclusive.</summary>
    public int End(int task) => int.Min(rows, First(task) + _perTask);
}
