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
    private readonly int[] _nodesOfRank;
    private readonly int[] _lengthsOfRank;

    // Memory that grows and stays, so that a message allocates nothing.
    private readonly double[][] _messages;
    private readonly int[] _lengths;
    private double[] _rows = [];
    private double[] _sent = [];
    private double[] _received = [];
    private int _length;

    public ShardRows(Communicator outer, int shards, int first, int count)
    {
        (_outer, _shards, _first) = (outer, shards, first);
        _nodes = RankNodes.Of(outer.RankCount, shards);
        _own = [.. _nodes[outer.Rank].Select(node => Subtree(node.End.Value - node.Start.Value))];
        _all = new ShardFold(shards, [.. _nodes.SelectMany(own => own)]);
        _nodesOfRank = [.. _nodes.Select(of => of.Count)];
        _lengthsOfRank = new int[outer.RankCount];
        _messages = [.. Enumerable.Repeat<double[]>([], count)];
        _lengths = new int[count];
    }

    /// <summary>The nodes of this rank.</summary>
    public IReadOnlyList<ShardFold> Own => _own;

    /// <summary>What the last meeting has come to.</summary>
    public ReadOnlySpan<double> Result => _received.AsSpan(0, _length);

    /// <summary>Puts a shard's message down.</summary>
    public void Put(int place, ReadOnlySpan<double> message)
    {
        message.CopyTo(Room(ref _messages[place], message.Length));
        _lengths[place] = message.Length;
    }

    /// <summary>Folds what all shards of all ranks have put down.</summary>
    public void Reduce(Action<Span<double>, ReadOnlySpan<double>> merge)
    {
        int length = _lengths[0];
        int odd = _lengths.AsSpan().IndexOfAnyExcept(length);
        if (odd >= 0)
        {
            throw new RankFailedException(
                _first + odd,
                $"sent {_lengths[odd]} numbers where shard {_first} sent {length}: all shards must run the same layers in the "
                    + "same order");
        }

        Span<double> nodes = Room(ref _sent, _own.Length * length);
        int place = 0;
        for (int node = 0; node < _own.Length; node++)
        {
            Span<double> rows = Room(ref _rows, _own[node].Count * length);
            for (int row = 0; row < _own[node].Count; row++)
            {
                _messages[place++].AsSpan(0, length).CopyTo(rows[(row * length)..]);
            }

            _own[node].Run(rows, merge);
            rows[..length].CopyTo(nodes[(node * length)..]);
        }

        for (int rank = 0; rank < _lengthsOfRank.Length; rank++)
        {
            _lengthsOfRank[rank] = _nodesOfRank[rank] * length;
        }

        Span<double> all = Room(ref _received, _all.Count * length);
        _outer.AllGather(nodes, _lengthsOfRank, all);
        _all.Run(all, merge);
        _length = length;
    }

    /// <summary>Puts what all shards of all ranks have put down one after another.</summary>
    public void Gather(ReadOnlySpan<int> lengths)
    {
        _length = 0;
        int sent = 0;
        for (int rank = 0; rank < _lengthsOfRank.Length; rank++)
        {
            int first = ShardTree.FirstOf(rank, _lengthsOfRank.Length, _shards);
            int end = ShardTree.FirstOf(rank + 1, _lengthsOfRank.Length, _shards);
            _lengthsOfRank[rank] = Sum(lengths[first..end]);
            _length += _lengthsOfRank[rank];
        }

        Span<double> own = Room(ref _sent, _lengthsOfRank[_outer.Rank]);
        for (int place = 0; place < _messages.Length; place++)
        {
            _messages[place].AsSpan(0, _lengths[place]).CopyTo(own[sent..]);
            sent += _lengths[place];
        }

        _outer.AllGather(own, _lengthsOfRank, Room(ref _received, _length));
    }

    private static int Sum(ReadOnlySpan<int> lengths)
    {
        int sum = 0;
        foreach (int length in lengths)
        {
            sum += length;
        }

        return sum;
    }

    private static Span<double> Room(ref double[] memory, int length)
    {
        if (memory.Length < length)
        {
            memory = new double[length];
        }

        return memory.AsSpan(0, length);
    }

    // A node's subtree depends on the number of its shards alone.
    private static ShardFold Subtree(int shards) => new(shards, [.. Enumerable.Range(0, shards).Select(shard => shard..(shard + 1))]);
}
