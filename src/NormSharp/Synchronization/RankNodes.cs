namespace NormSharp.Synchronization;

/// <summary>Which nodes of the tree of shards each rank folds by itself.</summary>
internal static class RankNodes
{
    /// <summary>The nodes of every rank; in the order of the ranks they cover all shards.</summary>
    public static List<Range>[] Of(int ranks, int shards)
        => [.. Enumerable.Range(0, ranks).Select(rank => ShardTree.Nodes(
            ShardTree.FirstOf(rank, ranks, shards), ShardTree.FirstOf(rank + 1, ranks, shards), shards))];
}
