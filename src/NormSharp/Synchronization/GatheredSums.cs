using System.Runtime.InteropServices;

namespace NormSharp.Synchronization;

/// <summary>Sums of gradients over a communicator that only gathers: nothing goes on while the ranks compute.</summary>
internal sealed class GatheredSums : IBucketSums
{
    private readonly Communicator _ranks;
    private readonly int[] _nodesOfRank;
    private readonly ShardFold _fold;
    private readonly int[] _lengths;
    private readonly double[][] _own;

    public GatheredSums(Communicator ranks, IReadOnlyList<int> lengths, int shards)
    {
        _ranks = ranks;
        List<Range>[] nodes = RankNodes.Of(ranks.RankCount, shards);
        _nodesOfRank = [.. nodes.Select(own => own.Count)];
        _fold = new ShardFold(shards, [.. nodes.SelectMany(own => own)]);
        _lengths = [.. lengths];
        _own = [.. lengths.Select(length => new double[((_nodesOfRank[ranks.Rank] * length) + 1) / 2])];
    }

    /// <inheritdoc/>
    public void Start(int bucket, ReadOnlySpan<float> rows) => rows.CopyTo(MemoryMarshal.Cast<double, float>(_own[bucket].AsSpan()));

    /// <inheritdoc/>
    public void Progress()
    {
    }

    /// <inheritdoc/>
    public void Finish(int bucket, Span<float> sum)
    {
        // Two numbers travel in the bits of one.
        int length = _lengths[bucket];
        int[] lengths = [.. _nodesOfRank.Select(nodes => ((nodes * length) + 1) / 2)];
        var all = new double[lengths.Sum()];
        _ranks.AllGather(_own[bucket], lengths, all);
        var rows = new float[_fold.Count * length];
        for (int rank = 0, from = 0, to = 0; rank < lengths.Length; from += lengths[rank], to += _nodesOfRank[rank] * length, rank++)
        {
            MemoryMarshal.Cast<double, float>(all.AsSpan(from, lengths[rank]))[..(_nodesOfRank[rank] * length)].CopyTo(rows.AsSpan(to));
        }

        _fold.Add(rows);
        rows.AsSpan(0, length).CopyTo(sum);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
