namespace NormSharp.Kernels.Random;

/// <summary>What Philox needs of vectors of 64-bit lanes, each of which works on a block of its own.</summary>
internal unsafe interface IPhiloxLanes<TV>
    where TV : struct
{
    /// <summary>Lanes, that is blocks, of a vector.</summary>
    static abstract int Count { get; }

    static abstract TV Broadcast(ulong value);

    /// <summary>The counters from <paramref name="first"/> on, in the order of lanes that <see cref="StoreUniform"/> puts right.</summary>
    static abstract TV Counters(ulong first);

    /// <summary>The 64-bit product of the lanes' lower halves.</summary>
    static abstract TV MultiplyLow(TV a, TV b);

    static abstract TV Xor(TV a, TV b);

    /// <summary>The upper half moved to the lower.</summary>
    static abstract TV ShiftRight(TV a);

    /// <summary>The lower half of a below the lower half of b.</summary>
    static abstract TV Pack(TV a, TV b);

    /// <summary>Stores words 0 and 1 and words 2 and 3 of the blocks, block after block, as uniform numbers in [0, 1).</summary>
    static abstract void StoreUniform(TV words01, TV words23, float* destination);
}
