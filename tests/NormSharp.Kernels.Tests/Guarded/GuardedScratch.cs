using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Tests.Guarded;

/// <summary>Scratch memory of exactly the length that kernels asked for, between protected pages.</summary>
/// <param name="atEnd">Whether it ends with its pages; else it begins with them.</param>
internal sealed unsafe class GuardedScratch(bool atEnd) : IScratchSource, IDisposable
{
    private const nuint Alignment = 64;

    private readonly Dictionary<nint, GuardedRegion> _regions = [];

    public float* Allocate(nuint length)
    {
        var region = new GuardedRegion(checked(length * sizeof(float)), atEnd, Alignment);
        lock (_regions)
        {
            _regions.Add((nint)region.Start, region);
        }

        return (float*)region.Start;
    }

    public void Free(float* memory)
    {
        GuardedRegion? region;
        lock (_regions)
        {
            _regions.Remove((nint)memory, out region);
        }

        if (region is not null)
        {
            region.Check();
            region.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (GuardedRegion region in _regions.Values)
        {
            region.Dispose();
        }
    }
}
