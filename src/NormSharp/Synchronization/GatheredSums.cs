using System.Runtime.InteropServices;

namespace NormSharp.Synchronization;

/// <summary>Sums of gradients over a communicator that only gathers: nothing goes on while the ranks compute.</summary>
internal sealed class GatheredSums : IBucketSums
{
    private readonly Communicator _ranks;
    private readonly int[] _nodesOfRank;
    private readonly ShardFold _fold;
    private readonly int[] _lengths;
    private readonly int[][] _lengthsOfRank;
    private readonly double[][] _own;
    private readonly double[] _all;
    private readonly float[] _rows;

    public GatheredSums(Communicator ranks, IReadOnlyList<int> lengths, int shards)
    {
        _ranks = ranks;
        List<Range>[] nodes = RankNodes.Of(ranks.RankCount, shards);
        _nodesOfRank = [.. nodes.Select(own => own.Count)];
        _fold = new ShardFold(shards, [.. nodes.SelectMany(own => own)]);
        _lengths = [.. lengths];
        _lengthsOfRank = [.. lengths.Select(length => _nodesOfRank.Select(nodes => Packed(nodes, length)).ToArray())];
        _all = new double[_lengthsOfRank.Select(of => of.Sum()).DefaultIfEmpty().Max()];
        _rows = new float[_fold.Count * lengths.DefaultIfEmpty().Max()];
        _own = [.. lengths.Select(length => new double[Packed(_nodesOfRank[ranks.Rank], length)])];
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
        int length = _lengths[bucket];
        int[] lengths = _lengthsOfRank[bucket];
        Span<double> all = _all.AsSpan(0, lengths.Sum());
        Span<float> rows = _rows.AsSpan(0, _fold.Count * length);
        _ranks.AllGather(_own[bucket], lengths, all);
        for (int rank = 0, from = 0, to = 0; rank < lengths.Length; from += lengths[rank], to += _nodesOfRank[rank] * length, rank++)
        {
            MemoryMarshal.Cast<double, float>(all.Slice(from, lengths[rank]))[..(_nodesOfRank[rank] * length)].CopyTo(rows[to..]);
        }

        _fold.Add(rows);
        rows[..length].CopyTo(sum);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Two numbers travel in the bits of one.</summary>
    private static int Packed(int nodes, int length) => ((nodes * length) + 1) / 2;
}
