using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Kernels.Simd;

/// <summary>Copies between dense rows and rows of which every second number counts: what a stride of 2 needs.</summary>
internal static unsafe class EverySecond
{
    /// <summary>
    /// target[i] = source[2·i]. May write up to a vector more to the target; reads nothing from <paramref name="sourceEnd"/> on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Take(float* source, float* sourceEnd, int count, float* target)
    {
        int i = 0;
        if (Avx512F.IsSupported)
        {
            Vector512<int> even = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            for (; i < count && source + (2 * i) + 32 <= sourceEnd; i += 16)
            {
                float* from = source + (2 * i);
                Avx512F.PermuteVar16x32x2(Vector512.Load(from), even, Vector512.Load(from + 16)).Store(target + i);
            }
        }
        else if (Avx2.IsSupported)
        {
            for (; i < count && source + (2 * i) + 16 <= sourceEnd; i += 8)
            {
                float* from = source + (2 * i);
                Vector256<float> halves = Avx.Shuffle(Vector256.Load(from), Vector256.Load(from + 8), 0b10_00_10_00);
                Avx2.Permute4x64(halves.AsDouble(), 0b11_01_10_00).AsSingle().Store(target + i);
            }
        }

        for (; i < count; i++)
        {
            target[i] = source[2 * i];
        }
    }

    /// <summary>target[2·i] = source[i]; what lies between stays. May read up to a vector more from the source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Put(float* source, int count, float* target)
    {
        int i = 0;
        if (Avx512F.IsSupported)
        {
            Vector512<int> twice = Vector512.Create(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
            Vector512<float> evenLanes = Vector512.Create(0x0000_0000_FFFF_FFFFL).AsSingle();
            for (; i + 8 <= count; i += 8)
            {
                Vector512<float> spread = Avx512F.PermuteVar16x32(Vector512.Load(source + i), twice);
                Avx512F.MaskStore(target + (2 * i), evenLanes, spread);
            }
        }

        for (; i < count; i++)
        {
            target[2 * i] = source[i];
        }
    }

    /// <summary>target[2·i] = even[i], target[2·i + 1] = odd[i]. May read up to a vector more from the sources.</summary>
    /// <param name="even">Numbers for even places.</param>
    /// <param name="odd">Numbers for odd places.</param>
    /// <param name="count">Numbers of the target, which may be odd.</param>
    /// <param name="target">Written.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave<TS, TV>(float* even, float* odd, int count, float* target)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int half = 0;
        int i = 0;
        for (; i <= count - TS.Count; i += TS.Count)
        {
            TS.Store(TS.InterleaveLower(TS.Load(even + half), TS.Load(odd + half)), target + i);
            half += TS.Count / 2;
        }

        if (i < count)
        {
            TS.StorePartial(TS.InterleaveLower(TS.Load(even + half), TS.Load(odd + half)), target + i, count - i);
        }
    }
}
