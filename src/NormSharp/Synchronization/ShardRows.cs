namespace NormSharp.Synchronization;

/// <summary>Memory in which the messages of a rank's shards come together, a row a shard.</summary>
internal sealed class ShardRows
{
    private readonly Communicator _outer;
    private readonly int _shards;
    private readonly int _first;
    private readonly List<Range>[] _nodes;
    private readonly ShardFold[] _own;
    private readonly ShardFold _all;
    private readonly double[][] _messages;
    private double[] _result = [];

    public ShardRows(Communicator outer, int shards, int first, int count)
    {
        (_outer, _shards, _first) = (outer, shards, first);
        _nodes = RankNodes.Of(outer.RankCount, shards);
        _own = [.. _nodes[outer.Rank].Select(node => Subtree(node.End.Value - node.Start.Value))];
        _all = new ShardFold(shards, [.. _nodes.SelectMany(own => own)]);
        _messages = new double[count][];
    }

    /// <summary>The nodes of this rank.</summary>
    public IReadOnlyList<ShardFold> Own => _own;

    /// <summary>What the last meeting has come to.</summary>
    public ReadOnlySpan<double> Result => _result;

    /// <summary>Puts a shard's message down.</summary>
    public void Put(int place, ReadOnlySpan<double> message) => _messages[place] = message.ToArray();

    /// <summary>Folds what all shards of all ranks have put down.</summary>
    public void Reduce(Action<Span<double>, ReadOnlySpan<double>> merge)
    {
        int length = _messages[0].Length;
        int odd = Array.FindIndex(_messages, sent => sent.Length != length);
        if (odd >= 0)
        {
            throw new RankFailedException(
                _first + odd,
                $"sent {_messages[odd].Length} numbers where shard {_first} sent {length}: all shards must run the same layers in the "
                    + "same order");
        }

        var nodes = new double[_own.Length * length];
        int place = 0;
        for (int node = 0; node < _own.Length; node++)
        {
            double[] rows = [.. _messages[place..(place + _own[node].Count)].SelectMany(row => row)];
            _own[node].Run(rows, merge);
            rows.AsSpan(0, length).CopyTo(nodes.AsSpan(node * length));
            place += _own[node].Count;
        }

        int[] lengths = [.. _nodes.Select(of => of.Count * length)];
        var all = new double[lengths.Sum()];
        _outer.AllGather(nodes, lengths, all);
        _all.Run(all, merge);
        _result = all[..length];
    }

    /// <summary>Puts what all shards of all ranks have put down one after another.</summary>
    public void Gather(ReadOnlySpan<int> lengths)
    {
        var ofRank = new int[_outer.RankCount];
        for (int rank = 0; rank < ofRank.Length; rank++)
        {
            int end = ShardTree.FirstOf(rank + 1, ofRank.Length, _shards);
            for (int shard = ShardTree.FirstOf(rank, ofRank.Length, _shards); shard < end; shard++)
            {
                ofRank[rank] += lengths[shard];
            }
        }

        _result = new double[ofRank.Sum()];
        _outer.AllGather(_messages.SelectMany(row => row).ToArray(), ofRank, _result);
    }

    // A node's subtree depends on the number of its shards alone.
    private static ShardFold Subtree(int shards) => new(shards, [.. Enumerable.Range(0, shards).Select(shard => shard..(shard + 1))]);
}
