using System.Numerics;

namespace NormSharp.Synchronization;

/// <summary>Folds what a transport has brought together, in the order of <see cref="ShardTree"/>.</summary>
/// <param name="shards">How many shards the tree has.</param>
/// <param name="nodes">The nodes that lie one after another in memory: those of one subtree, or those that cover all shards.</param>
internal sealed class ShardFold(int shards, IReadOnlyList<Range> nodes)
{
    private readonly (int Into, int From)[] _merges = ShardTree.Merges(shards, nodes);

    /// <summary>How many nodes are folded.</summary>
    public int Count => nodes.Count;

    /// <summary>Folds rows of equal length into the first.</summary>
    public void Run(Span<double> rows, Action<Span<double>, ReadOnlySpan<double>> merge)
    {
        int length = rows.Length / Count;
        foreach ((int into, int from) in _merges)
        {
            merge(rows.Slice(into * length, length), rows.Slice(from * length, length));
        }
    }

    /// <summary>Adds rows of equal length; the sum is in the first.</summary>
    public void Add(Span<float> rows)
    {
        int length = rows.Length / Count;
        foreach ((int into, int from) in _merges)
        {
            Add(rows.Slice(from * length, length), rows.Slice(into * length, length));
        }
    }

    /// <summary>sum ← sum + values, number by number.</summary>
    public static void Add(ReadOnlySpan<float> values, Span<float> sum)
    {
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sum[i..]) + new Vector<float>(values[i..])).CopyTo(sum[i..]);
        }

        for (; i < values.Length; i++)
        {
            sum[i] += values[i];
        }
    }
}
