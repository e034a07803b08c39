namespace NormSharp.Synchronization;

/// <summary>Sums of gradients to which several shards of a rank give; the last one of them starts a bucket.</summary>
internal sealed class GroupSums : IDisposable
{
    private readonly ShardGroup _group;
    private readonly IBucketSums _inner;
    private readonly float[][] _rows;
    private readonly float[][] _nodes;
    private readonly int[] _lengths;
    private readonly int[] _given;
    private readonly int[] _taken;
    private int _users;

    public GroupSums(ShardGroup group, IReadOnlyList<int> lengths)
    {
        _group = group;
        _inner = group.Outer.CreateSums(lengths, group.Shards);
        _lengths = [.. lengths];
        _rows = [.. lengths.Select(length => new float[length * group.Count])];
        _nodes = [.. lengths.Select(length => new float[length * group.Rows.Own.Count])];
        _given = new int[lengths.Count];
        _taken = new int[lengths.Count];
        _users = group.Count;
    }

    /// <summary>Whether these are the buckets' lengths.</summary>
    public bool IsOf(IReadOnlyList<int> lengths) => lengths.SequenceEqual(_lengths);

    public void Start(int place, int bucket, ReadOnlySpan<float> row)
    {
        int length = _lengths[bucket];
        row.CopyTo(_rows[bucket].AsSpan(place * length));
        if (++_given[bucket] < _group.Count)
        {
            return;
        }

        int at = 0;
        for (int node = 0; node < _group.Rows.Own.Count; node++)
        {
            ShardFold fold = _group.Rows.Own[node];
            Span<float> rows = _rows[bucket].AsSpan(at, fold.Count * length);
            fold.Add(rows);
            rows[..length].CopyTo(_nodes[bucket].AsSpan(node * length));
            at += rows.Length;
        }

        _inner.Start(bucket, _nodes[bucket]);
        _group.Pulse();
    }

    public void Progress() => _inner.Progress();

    public void Finish(int bucket, Span<float> sum)
    {
        while (_given[bucket] < _group.Count)
        {
            _group.Wait();
        }

        Span<float> kept = _rows[bucket].AsSpan(0, _lengths[bucket]);
        if (_taken[bucket] == 0)
        {
            _inner.Finish(bucket, kept);
        }

        kept.CopyTo(sum);
        if (++_taken[bucket] == _group.Count)
        {
            (_given[bucket], _taken[bucket]) = (0, 0);
        }
    }

    public void Dispose()
    {
        if (--_users == 0)
        {
            _inner.Dispose();
        }
    }
}
