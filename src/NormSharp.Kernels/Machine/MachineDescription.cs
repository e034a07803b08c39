namespace NormSharp.Kernels.Machine;

/// <summary>What kernels' plans know of the machine: its vectors, its caches, its cores.</summary>
/// <remarks>
/// <para>
/// A choice that changes the order of a sum (the block of K, which algorithm) may depend on <see cref="Lanes"/>, <see cref="Registers"/>
/// and
/// <see cref="Nominal"/> alone, so that two machines with the same vectors give the same bits.
/// </para>
/// <para>
/// <see cref="Caches"/> is what the operating system tells. It steers only what leaves the bits alone: sizes of tasks, prefetching, whether
/// both passes over a channel come before the next channel.
/// </para>
/// </remarks>
/// <param name="Lanes">Floats in the widest vector: 4, 8 or 16.</param>
/// <param name="Registers">Vector registers.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="Caches">Sizes of the caches.</param>
/// <param name="CachesAreRead">Whether the operating system told them; else they are <see cref="Nominal"/>.</param>
internal sealed record MachineDescription(int Lanes, int Registers, int Cores, CacheSizes Caches, bool CachesAreRead)
{
    /// <summary>The machine that this process runs on.</summary>
    public static MachineDescription Current { get; } = Describe();

    /// <summary>
    /// The caches of a usual machine with such vectors, whatever the operating system tells: for choices that change bits.
    /// </summary>
    public CacheSizes Nominal => CacheSizes.Nominal(Lanes);

    /// <summary>
    /// Bytes from which on a tensor is not found in a cache again: half of the last-level cache, and 16 MB at most, as other programs use
    /// it too. Results from here on are stored past the caches, which saves reading what was there before: measured on 51 MB, it takes a
    /// quarter off the forward pass of batch normalization and a third off the backward pass.
    /// </summary>
    public long BeyondCaches => Math.Min(Caches.LastLevel / 2, 16L << 20);

    /// <summary>
    /// Whether what all threads read twice should be kept in the last-level cache. Cores with a small cache of their own have a fast one
    /// to share: measured on Zen 3 (512 KB a core, 32 MB for all). With 2 MB a core and a cache for a whole server it took a tenth longer.
    /// </summary>
    public bool SharesFastCache => Caches.Level2 < 1 << 20;

    /// <summary>
    /// Bytes that one thread finds again near its core: half of the second-level cache, or 1 MB, which was as fast where that cache
    /// has 512 KB (Zen 3).
    /// </summary>
    public long CloseToCore => Math.Max(Caches.Level2 / 2, 1 << 20);

    /// <summary>A machine for tests, with the caches of a usual one.</summary>
    /// <param name="lanes">Floats in a vector: 4, 8 or 16.</param>
    /// <param name="cores">Logical processors.</param>
    public static MachineDescription Forced(int lanes, int cores = 2) =>
        new(lanes, lanes >= 16 ? 32 : 16, cores, CacheSizes.Nominal(lanes), CachesAreRead: false);

    private static MachineDescription Describe()
    {
        CacheSizes? read = CacheReader.Read();
        int lanes = WidestVector.Lanes;
        return new(lanes, WidestVector.Registers, Environment.ProcessorCount, read ?? CacheSizes.Nominal(lanes), read is not null);
    }
}
