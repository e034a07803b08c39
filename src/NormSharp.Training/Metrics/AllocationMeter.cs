namespace NormSharp.Training;

/// <summary>Measures the managed memory that training steps allocate on their thread, once they are warm.</summary>
internal sealed class AllocationMeter
{
    // The first steps fill pools and compile code, as does the first step of another size (the last of an epoch).
    private const int WarmSteps = 3;

    private readonly Dictionary<int, int> _seen = [];
    private long _before;
    private long _bytes;
    private long _steps;

    /// <summary>The mean over the warm steps; 0 before the first of them.</summary>
    public long BytesPerStep => _steps > 0 ? _bytes / _steps : 0;

    /// <summary>Begins a step.</summary>
    public void Start() => _before = GC.GetAllocatedBytesForCurrentThread();

    /// <summary>Ends a step of a batch of so many images.</summary>
    public void Stop(int images)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread() - _before;
        int seen = _seen.GetValueOrDefault(images) + 1;
        _seen[images] = seen;
        if (seen > WarmSteps)
        {
            _bytes += bytes;
            _steps++;
        }
    }
}
