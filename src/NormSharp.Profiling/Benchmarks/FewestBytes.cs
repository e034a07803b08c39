using NormSharp.Synchronization;

namespace NormSharp.Profiling;

/// <summary>
/// The managed memory that a piece of work allocates on its thread, every time that it runs: what else lives in the process may allocate
/// now and then.
/// </summary>
internal sealed class FewestBytes
{
    private long _before;
    private long _fewest = long.MaxValue;

    /// <summary>The work begins.</summary>
    public void Begin() => _before = GC.GetAllocatedBytesForCurrentThread();

    /// <summary>The work ends.</summary>
    /// <param name="counts">Whether it is work of the kind that is asked about.</param>
    public void End(bool counts = true)
        => _fewest = counts ? Math.Min(_fewest, GC.GetAllocatedBytesForCurrentThread() - _before) : _fewest;

    /// <summary>The bytes of the rank that allocates most; all ranks must call.</summary>
    public long Most(Communicator ranks)
    {
        Span<double> most = [_fewest];
        ranks.AllReduce(most, static (folded, next) => folded[0] = Math.Max(folded[0], next[0]));
        return (long)most[0];
    }
}
