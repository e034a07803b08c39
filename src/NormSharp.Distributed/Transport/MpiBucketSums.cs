using NormSharp.Synchronization;

namespace NormSharp.Distributed;

/// <summary>
/// Sums of gradients that go on while a rank computes: each rank gets its part of a bucket from all, adds in the fixed order, and gives the
/// sum to all. Both halves have a communicator of their own, on which all ranks begin buckets in the same order.
/// </summary>
internal sealed class MpiBucketSums : IBucketSums
{
    private readonly MpiCommunicator _ranks;
    private readonly MpiBucket[] _buckets;
    private readonly string[] _names;
    private int _next;

    public MpiBucketSums(MpiLibrary library, MpiCommunicator ranks, IReadOnlyList<int> lengths, int shards)
    {
        _ranks = ranks;
        List<Range>[] nodes = RankNodes.Of(ranks.RankCount, shards);
        (nint parts, nint sums) = (library.Duplicate(), library.Duplicate());
        _buckets = [.. lengths.Select(length => new MpiBucket(library, (parts, sums), ranks.Rank, nodes, length))];
        _names = [.. lengths.Select((_, i) => $"the sum of gradients, bucket {i + 1} of {lengths.Count}")];
    }

    /// <inheritdoc/>
    public void Start(int bucket, ReadOnlySpan<float> rows)
    {
        _ranks.Count();
        _buckets[bucket].Start(rows);
        Progress();
    }

    /// <inheritdoc/>
    public void Progress()
    {
        while (_next < _buckets.Length && _buckets[_next].TryShare())
        {
            _next++;
        }

        for (int bucket = 0; bucket < _next; bucket++)
        {
            _buckets[bucket].TryFinish();
        }
    }

    /// <inheritdoc/>
    public void Finish(int bucket, Span<float> sum)
    {
        Backoff wait = _ranks.BeginWait(_names[bucket]);
        while (true)
        {
            Progress();
            if (_buckets[bucket].TryFinish())
            {
                break;
            }

            wait.Next();
        }

        _ranks.EndWait(wait);
        _buckets[bucket].Take(sum);
        if (bucket == _buckets.Length - 1)
        {
            _next = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
