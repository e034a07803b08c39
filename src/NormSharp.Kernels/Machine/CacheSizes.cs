namespace NormSharp.Kernels.Machine;

/// <summary>Sizes of a core's data caches in bytes.</summary>
/// <param name="Line">What moves between caches at a time.</param>
/// <param name="Level1">The first-level data cache.</param>
/// <param name="Level2">The second-level cache, or a core's share of it.</param>
/// <param name="LastLevel">The cache before memory.</param>
/// <param name="LastLevelCores">Logical processors that share the last-level cache.</param>
internal readonly record struct CacheSizes(int Line, long Level1, long Level2, long LastLevel, int LastLevelCores)
{
    /// <summary>
    /// Caches of a usual machine whose vectors hold so many floats: 32 KB, 32 MB for eight cores, and between them 2 MB with AVX-512, as
    /// servers have it, else 512 KB.
    /// </summary>
    public static CacheSizes Nominal(int lanes) => new(64, 32 << 10, lanes >= 16 ? 2 << 20 : 512 << 10, 32 << 20, 8);

    /// <summary>Puts together what an operating system tells of one core's caches.</summary>
    /// <param name="levels">Data and unified caches, in any order.</param>
    /// <param name="nominal">What stands in for levels that are missing.</param>
    /// <returns>The sizes, or nothing where no level is known.</returns>
    public static CacheSizes? Of(IEnumerable<CacheLevel> levels, CacheSizes nominal)
    {
        CacheLevel first = default, second = default, last = default;
        foreach (CacheLevel level in levels)
        {
            if (level.Bytes <= 0 || level.Cores <= 0)
            {
                continue;
            }

            first = level.Level == 1 ? level : first;
            second = level.Level == 2 ? level : second;
            last = level.Level >= 3 && level.Level > last.Level ? level : last;
        }

        if (first.Bytes + second.Bytes + last.Bytes == 0)
        {
            return null;
        }

        // Two logical processors may be one core. Of a cache that more than two share, a core has a part; without a third level it is the
        // last.
        bool secondIsShared = second.Cores > 2;
        if (last.Bytes == 0)
        {
            last = secondIsShared ? second : new CacheLevel(3, nominal.LastLevel, nominal.LastLevelCores, 0);
        }

        long level2 = secondIsShared ? second.Bytes / second.Cores : second.Bytes;
        return new(
            first.Line > 0 ? first.Line : nominal.Line,
            first.Bytes > 0 ? first.Bytes : nominal.Level1,
            level2 > 0 ? level2 : nominal.Level2,
            last.Bytes,
            last.Cores);
    }
}
