using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization.LocalResponse;

/// <summary>
/// Cuts a batch into tasks, from sizes alone: an image's stretch of spatial positions with all its channels, some 16,384 numbers.
/// </summary>
internal readonly struct ResponseTasks
{
    private const int Alignment = 64;

    private readonly int _perImage;

    public ResponseTasks(Planes planes)
    {
        Planes = planes;
        int stretch = int.Max(1, ElementLoop.ChunkLength / int.Max(1, planes.Channels) / Alignment) * Alignment;
        Stretch = int.Max(1, int.Min(planes.Spatial, stretch));
        _perImage = (int)(((long)planes.Spatial + Stretch - 1) / Stretch);
    }

    /// <summary>The extent of the batch.</summary>
    public Planes Planes { get; }

    /// <summary>Spatial positions of every task but an image's last.</summary>
    public int Stretch { get; }

    /// <summary>How many tasks.</summary>
    public int Count => Planes.Batch * _perImage;

    /// <summary>Where a task's first channel begins.</summary>
    public nint Start(int task) => ((nint)(task / _perImage) * Planes.Channels * Planes.Spatial) + First(task);

    /// <summary>Spatial positions of a task.</summary>
    public int LengthOf(int task) => int.Min(Stretch, Planes.Spatial - First(task));

    private int First(int task) => task % _perImage * Stretch;
}
