using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Pooling;

/// <summary>Cuts planes into tasks of some 16,384 numbers, from sizes alone.</summary>
internal readonly struct PlaneTasks(int planes, int planeLength)
{
    private readonly int _perTask = int.Max(1, ElementLoop.ChunkLength / int.Max(1, planeLength));

    /// <summary>How many tasks.</summary>
    public int Count => (int)(((long)planes + _perTask - 1) / _perTask);

    /// <summary>A task's first plane.</summary>
    public int First(int task) => task * _perTask;

    /// <summary>The end of a task's planes, exclusive.</summary>
    public int End(int task) => int.Min(planes, First(task) + _perTask);
}
