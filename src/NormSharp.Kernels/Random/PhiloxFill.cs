using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Random;

/// <summary>Long runs of a Philox stream.</summary>
internal static unsafe class PhiloxFill
{
    /// <summary>
    /// Writes word i of the stream as a uniform number in [0, 1) to <c>destination[i]</c>, for i from <paramref name="begin"/> (a
    /// multiple of 4) to <paramref name="end"/>: the numbers of <see cref="Philox.NextSingle"/>.
    /// </summary>
    public static void UniformSingles(ulong seed, ulong stream, int begin, int end, float* destination)
    {
        int i = begin;
        if (Avx512F.IsSupported && Vector512.IsHardwareAccelerated)
        {
            i = Blocks<PhiloxLanes512, Vector512<ulong>>(seed, stream, i, end, destination);
        }
        else if (Avx2.IsSupported)
        {
            i = Blocks<PhiloxLanes256, Vector256<ulong>>(seed, stream, i, end, destination);
        }

        var rest = new Philox(seed, stream, (ulong)i);
        for (; i < end; i++)
        {
            destination[i] = rest.NextSingle();
        }
    }

    /// <summary>Does as many whole groups of blocks as fit, a block in each 64-bit lane, and returns where it stopped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Blocks<TLanes, TV>(ulong seed, ulong stream, int begin, int end, float* destination)
        where TLanes : struct, IPhiloxLanes<TV>
        where TV : struct
    {
        TV multiplier0 = TLanes.Broadcast(Philox.Multiplier0);
        TV multiplier1 = TLanes.Broadcast(Philox.Multiplier1);
        int words = 4 * TLanes.Count;
        int i = begin;
        for (; i <= end - words; i += words)
        {
            // The upper halves of the lanes hold what is left of products; no multiplication reads them.
            TV c0 = TLanes.Counters((ulong)i >> 2);
            TV c1 = TLanes.ShiftRight(c0);
            TV c2 = TLanes.Broadcast(stream);
            TV c3 = TLanes.Broadcast(stream >> 32);
            (uint k0, uint k1) = ((uint)seed, (uint)(seed >> 32));
            for (int round = 0; round < Philox.Rounds; round++)
            {
                TV p0 = TLanes.MultiplyLow(multiplier0, c0);
                TV p1 = TLanes.MultiplyLow(multiplier1, c2);
                c0 = TLanes.Xor(TLanes.Xor(TLanes.ShiftRight(p1), c1), TLanes.Broadcast(k0));
                c2 = TLanes.Xor(TLanes.Xor(TLanes.ShiftRight(p0), c3), TLanes.Broadcast(k1));
                c1 = p1;
                c3 = p0;
                k0 += Philox.Weyl0;
                k1 += Philox.Weyl1;
            }

            TLanes.StoreUniform(TLanes.Pack(c0, c1), TLanes.Pack(c2, c3), destination + i);
        }

        return i;
    }
}
