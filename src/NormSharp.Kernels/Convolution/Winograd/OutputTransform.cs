using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>Aᵀ·m: six points to four outputs. The column of a point p is (1, p, p², p³), that of ∞ (0, 0, 0, 1).</summary>
internal readonly unsafe struct OutputTransform : IWinogradTransform
{
    public static int Inputs => WinogradPoints.Count;

    public static int Outputs => WinogradPoints.Tile;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TS, TV>(float* source, nint sourceStride, float* target, nint targetStride)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV a = TS.Broadcast(WinogradPoints.A);
        TV b = TS.Broadcast(WinogradPoints.B);
        TV a2 = TS.Broadcast(WinogradPoints.A2);
        TV b2 = TS.Broadcast(WinogradPoints.B2);
        // each i from 1 to 4:
        //     TV m{i} = TS.Load(source{+ i sourceStride});
        TV m1 = TS.Load(source + sourceStride);
        TV m2 = TS.Load(source + (2 * sourceStride));
        TV m3 = TS.Load(source + (3 * sourceStride));
        TV m4 = TS.Load(source + (4 * sourceStride));
        // end
        TV evenA = TS.Add(m1, m2);
        TV oddA = TS.Multiply(a, TS.Subtract(m1, m2));
        TV evenB = TS.Add(m3, m4);
        TV oddB = TS.Multiply(b, TS.Subtract(m3, m4));
        TS.Store(TS.Add(TS.Load(source), TS.Add(evenA, evenB)), target);
        TS.Store(TS.Add(oddA, oddB), target + targetStride);
        TS.Store(TS.MultiplyAdd(a2, evenA, TS.Multiply(b2, evenB)), target + (2 * targetStride));
        TV last = TS.MultiplyAdd(b2, oddB, TS.Load(source + (5 * sourceStride)));
        TS.Store(TS.MultiplyAdd(a2, oddA, last), target + (3 * targetStride));
    }
}
