using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NormSharp.Kernels.Simd;

/// <summary>Operations on the lanes of a vector, for the ends of loops.</summary>
internal static unsafe class Lanes
{
    private const int Widest = 16;

    private static ReadOnlySpan<int> OnesThenZeros =>
        [-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>All bits set in the first lanes, none in the others; 0 ≤ count ≤ Count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV First<TS, TV>(int count)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Load((float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(OnesThenZeros)) + Widest - count);

    /// <summary>The sum of all lanes in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum<TS, TV>(TV vector)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ref float lanes = ref Unsafe.As<TV, float>(ref vector);
        double even = 0;
        double odd = 0;
        for (int i = 0; i < TS.Count; i += 2)
        {
            even += Unsafe.Add(ref lanes, i);
            odd += Unsafe.Add(ref lanes, i + 1);
        }

        return even + odd;
    }

    /// <summary>The largest lane; which of several NaN and whether one, is not told.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max<TS, TV>(TV vector)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ref float lanes = ref Unsafe.As<TV, float>(ref vector);
        float max = lanes;
        for (int i = 1; i < TS.Count; i++)
        {
            float lane = Unsafe.Add(ref lanes, i);
            max = max > lane ? max : lane;
        }

        return max;
    }
}
