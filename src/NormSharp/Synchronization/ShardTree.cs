namespace NormSharp.Synchronization;

/// <summary>
/// The fixed tree by which the messages of shards are folded. The node of the shards [first, end) has two children: as many shards as the
/// largest power of two below their number, and the rest. What is folded by it has the same bits, whoever holds which shards.
/// </summary>
internal static class ShardTree
{
    /// <summary>Where the second child of a node of at least two shards begins.</summary>
    public static int Split(int first, int end)
    {
        int half = 1;
        while (2 * half < end - first)
        {
            half *= 2;
        }

        return first + half;
    }

    /// <summary>The first shard of a rank: all get equally many, to within one.</summary>
    public static int FirstOf(int rank, int ranks, int shards) => (int)((long)rank * shards / ranks);

    /// <summary>The largest nodes of the tree that hold nothing but the shards [from, to), in order.</summary>
    public static List<Range> Nodes(int from, int to, int shards)
    {
        List<Range> nodes = [];
        Collect(0, shards, from, to, nodes);
        return nodes;
    }

    /// <summary>In which order nodes that cover all shards are merged, by their places in the list: the second into the first.</summary>
    /// <param name="shards">How many shards the tree has.</param>
    /// <param name="nodes">The nodes, in order; what the last merge leaves in the first is the result.</param>
    public static (int Into, int From)[] Merges(int shards, IReadOnlyList<Range> nodes)
    {
        List<(int Into, int From)> merges = [];
        int next = 0;
        Merge(0, shards, nodes, merges, ref next);
        return [.. merges];
    }

    private static int Merge(int first, int end, IReadOnlyList<Range> nodes, List<(int Into, int From)> merges, ref int next)
    {
        if (nodes[next].Start.Value == first && nodes[next].End.Value == end)
        {
            return next++;
        }

        int split = Split(first, end);
        int into = Merge(first, split, nodes, merges, ref next);
        merges.Add((into, Merge(split, end, nodes, merges, ref next)));
        return into;
    }

    private static void Collect(int first, int end, int from, int to, List<Range> nodes)
    {
        if (end <= from || first >= to)
        {
            return;
        }

        if (from <= first && end <= to)
        {
            nodes.Add(first..end);
            return;
        }

        int split = Split(first, end);
        Collect(first, split, from, to, nodes);
        Collect(split, end, from, to, nodes);
    }
}
