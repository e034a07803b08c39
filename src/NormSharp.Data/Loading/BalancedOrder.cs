using NormSharp.Primitives;

namespace NormSharp.Data;

/// <summary>
/// The order of an epoch in which every class comes equally often, to within one image: those of small classes more than once, those of
/// large ones not all.
/// </summary>
internal sealed class BalancedOrder
{
    private readonly int[][] _members;

    /// <summary>Sorts the images by their classes.</summary>
    public BalancedOrder(ImageSet set)
        => _members = [.. Enumerable.Range(0, set.Count).GroupBy(set.LabelOf).OrderBy(group => group.Key).Select(group => group.ToArray())];

    /// <summary>Fills an order, as long as there are images, from a stream of the epoch.</summary>
    public void Fill(Span<int> order, Philox random)
    {
        int done = 0;
        for (int label = 0; label < _members.Length; label++)
        {
            int[] members = _members[label];
            int end = (int)((long)(label + 1) * order.Length / _members.Length);
            for (int used = members.Length; done < end; done++, used++)
            {
                if (used == members.Length)
                {
                    // Sorted first, so that the order depends on the epoch alone.
                    Array.Sort(members);
                    random.Shuffle(members.AsSpan());
                    used = 0;
                }

                order[done] = members[used];
            }
        }

        random.Shuffle(order);
    }
}
