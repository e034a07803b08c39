namespace NormSharp.Tensors;

/// <summary>
/// Extents and strides as immutable arrays that are shared: equal numbers give the same array while the table remembers it. A training
/// step, whose shapes are those of the step before, so allocates none.
/// </summary>
/// <remarks>
/// Of fixed size, so that shapes which never come back do not pile up. A racing writer costs another thread a copy, never a wrong answer:
/// what is found is compared before it is used.
/// </remarks>
internal sealed class SharedExtents
{
    private const int Sets = 1024;
    private const int Ways = 4;

    private static readonly SharedExtents Table = new();

    private readonly int[]?[] _known = new int[]?[Sets * Ways];

    /// <summary>An array of these numbers, which nobody may write to.</summary>
    public static int[] Of(params ReadOnlySpan<int> values) => Table.Find(values);

    /// <summary>What this table has for these numbers, or will have from now on.</summary>
    public int[] Find(ReadOnlySpan<int> values)
    {
        if (values.IsEmpty)
        {
            return [];
        }

        uint hash = Hash(values);
        Span<int[]?> set = _known.AsSpan((int)(hash % Sets) * Ways, Ways);
        for (int way = 0; way < Ways; way++)
        {
            int[]? known = Volatile.Read(ref set[way]);
            if (known is null)
            {
                return Remember(ref set[way], values);
            }

            if (values.SequenceEqual(known))
            {
                return known;
            }
        }

        return Remember(ref set[(int)(hash / Sets % Ways)], values);
    }

    private static int[] Remember(ref int[]? slot, ReadOnlySpan<int> values)
    {
        int[] made = values.ToArray();
        Volatile.Write(ref slot, made);
        return made;
    }

    /// <summary>FNV-1a, with its high bits folded down.</summary>
    private static uint Hash(ReadOnlySpan<int> values)
    {
        uint hash = 2166136261;
        foreach (int value in values)
        {
            hash = (hash ^ (uint)value) * 16777619;
        }

        return hash ^ (hash >> 15);
    }
}
