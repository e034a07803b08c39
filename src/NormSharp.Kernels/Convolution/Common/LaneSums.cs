using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>
/// Adds up the lanes of many vectors at once: two vectors' neighbours make one vector, until each lane is a vector's sum.
/// </summary>
internal static unsafe class LaneSums
{
    /// <summary>
    /// vectors[i] as a number = Σ over lanes of vectors[i], from the start on; up to a vector's number of vectors beyond the last is read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fold<TS, TV>(float* vectors, int count)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (int first = 0; first < count; first += TS.Count)
        {
            float* group = vectors + ((nint)first * TS.Count);
            for (int left = TS.Count / 2; left > 0; left /= 2)
            {
                for (nint i = 0; i < left; i++)
                {
                    TV a = TS.Load(group + (2 * i * TS.Count));
                    TV b = TS.Load(group + (((2 * i) + 1) * TS.Count));
                    TS.Store(TS.Add(TS.EvenLanes(a, b), TS.OddLanes(a, b)), group + (i * TS.Count));
                }
            }

            TS.Store(TS.Load(group), vectors + first);
        }
    }
}
