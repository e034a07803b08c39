using System.Runtime.CompilerServices;

namespace NormSharp.Primitives;

/// <summary>
/// Philox4x32-10, a counter-based random generator (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011): the n-th number of a stream is a function of (seed, stream, n) alone, so that any thread can make any part of it and a
/// run resumes from three integers.
/// </summary>
/// <remarks>
/// The key is the seed; the 128-bit block counter holds <c>counter / 4</c> in its lower and the stream in its upper half.
/// Copying the struct copies its position: pass it by reference to go on from where a method left it.
/// </remarks>
/// <param name="seed">The key; different seeds are unrelated sequences.</param>
/// <param name="stream">Which of the seed's 2⁶⁴ independent sequences.</param>
/// <param name="counter">How many 32-bit numbers of the sequence to skip.</param>
internal struct Philox(ulong seed, ulong stream, ulong counter = 0)
{
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;
    internal const int Rounds = 10;

    private PhiloxBlock _block;
    private bool _hasBlock;

    /// <summary>The key.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>Which of the seed's sequences.</summary>
    public ulong Stream { get; } = stream;

    /// <summary>The position: how many 32-bit numbers of the sequence have been drawn or skipped.</summary>
    public ulong Counter { get; private set; } = counter;

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        int word = (int)(Counter & 3);
        if (word == 0 || !_hasBlock)
        {
            _block = Block(Counter >> 2, Stream, Seed);
            _hasBlock = true;
        }

        Counter++;
        return _block[word];
    }

    /// <summary>The next 64 random bits: the first 32 are the lower half.</summary>
    public ulong NextUInt64()
    {
        ulong low = NextUInt32();
        return low | ((ulong)NextUInt32() << 32);
    }

    /// <summary>Uniform in [0, 1): one of 2²⁴ equally likely values. Draws 32 bits.</summary>
    public float NextSingle() => UniformSingle(NextUInt32());

    /// <summary>Uniform in [0, 1): one of 2⁵³ equally likely values. Draws 64 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// From the standard normal distribution, by Box and Muller (1958): √(−2 ln u)·cos 2πv. Draws 64 bits, so that positions stay
    /// predictable; the companion sine is not used. No result is beyond ±6.7.
    /// </summary>
    public double NextNormal()
    {
        uint u = NextUInt32();
        return Normal(u, NextUInt32()).First;
    }

    /// <summary>Uniform in 0 … <paramref name="bound"/> − 1, without bias (Lemire 2019). Draws 32 bits, rarely more.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        ulong product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            // The lowest 2³² mod bound values of the lower half would make some results more likely than others.
            uint threshold = (uint)((1UL << 32) % (uint)bound);
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * (uint)bound;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Puts the items into a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The upper 24 bits as a fraction.</summary>
    internal static float UniformSingle(uint bits) => (bits >> 8) * (1f / (1 << 24));

    /// <summary>Two independent standard normal numbers from 64 bits.</summary>
    internal static (double First, double Second) Normal(uint u, uint v)
    {
        // u is moved to the middle of its cell: never 0, whose logarithm would be infinite.
        double radius = Math.Sqrt(-2.0 * Math.Log((u + 0.5) * (1.0 / 4294967296.0)));
        (double sin, double cos) = Math.SinCos(v * (2.0 * Math.PI / 4294967296.0));
        return (radius * cos, radius * sin);
    }

    /// <summary>The cipher itself: four words from a 128-bit counter and a 64-bit key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PhiloxBlock Block(ulong counterLow, ulong counterHigh, ulong key)
    {
        (uint c0, uint c1) = ((uint)counterLow, (uint)(counterLow >> 32));
        (uint c2, uint c3) = ((uint)counterHigh, (uint)(counterHigh >> 32));
        (uint k0, uint k1) = ((uint)key, (uint)(key >> 32));
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0;
            ulong p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        PhiloxBlock block = default;
        block[0] = c0;
        block[1] = c1;
        block[2] = c2;
        block[3] = c3;
        return block;
    }
}
