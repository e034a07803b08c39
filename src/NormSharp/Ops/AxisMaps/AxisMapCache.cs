using NormSharp.Primitives;

namespace NormSharp.Ops;

/// <summary>
/// The maps of a layer for the extents that it met last, so that a warm step makes none. Several threads may use it: at worst one makes a
/// map anew.
/// </summary>
/// <param name="dimensions">How many dimensions are mapped.</param>
/// <param name="make">Makes the map of a dimension (by its number) for an extent.</param>
internal sealed class AxisMapCache(int dimensions, Func<int, int, AxisMap> make)
{
    private readonly Entry?[] _entries = new Entry?[dimensions];

    /// <summary>The map of a dimension for an extent.</summary>
    public AxisMap Of(int dimension, int extent)
    {
        Entry? entry = Volatile.Read(ref _entries[dimension]);
        if (entry is null || entry.Extent != extent)
        {
            entry = new Entry(extent, make(dimension, extent));
            Volatile.Write(ref _entries[dimension], entry);
        }

        return entry.Map;
    }

    private sealed record Entry(int Extent, AxisMap Map);
}
