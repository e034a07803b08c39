namespace NormSharp.Kernels.Convolution.Common;

/// <summary>
/// How units of equal work, such as images, are handed out: several to a task where they are small, yet tasks enough for all threads.
/// </summary>
internal readonly struct UnitTasks
{
    private const long TaskWork = 1 << 20;
    private const int FewestTasks = 16;

    private readonly int _units;
    private readonly int _perTask;

    /// <param name="units">How many units.</param>
    /// <param name="work">Multiply-adds of one.</param>
    public UnitTasks(int units, long work)
    {
        _units = units;
        _perTask = (int)Math.Clamp(TaskWork / Math.Max(1, work), 1, Math.Max(1, units / FewestTasks));
    }

    /// <summary>How many tasks.</summary>
    public int Count => (_units + _perTask - 1) / _perTask;

    /// <summary>The first unit of a task.</summary>
    public int First(int task) => task * _perTask;

    /// <summary>The end of a task's units, exclusive.</summary>
    public int End(int task) => Math.Min(_units, First(task) + _perTask);
}
