using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>Bᵀ·d: six inputs to six points. The row of a point is the product of (x − q) over all other points q.</summary>
internal readonly unsafe struct InputTransform : IWinogradTransform
{
    public static int Inputs => WinogradPoints.Count;

    public static int Outputs => WinogradPoints.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TS, TV>(float* source, nint sourceStride, float* target, nint targetStride)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV a = TS.Broadcast(WinogradPoints.A);
        TV b = TS.Broadcast(WinogradPoints.B);
        TV minusA2 = TS.Broadcast(-WinogradPoints.A2);
        TV minusB2 = TS.Broadcast(-WinogradPoints.B2);
        TV product = TS.Broadcast(WinogradPoints.A2 * WinogradPoints.B2);
        TV minusSum = TS.Broadcast(-WinogradPoints.A2 - WinogradPoints.B2);
        // each i from 0 to 5:
        //     TV d{i} = TS.Load(source{+ i sourceStride});
        TV d0 = TS.Load(source);
        TV d1 = TS.Load(source + sourceStride);
        TV d2 = TS.Load(source + (2 * sourceStride));
        TV d3 = TS.Load(source + (3 * sourceStride));
        TV d4 = TS.Load(source + (4 * sourceStride));
        TV d5 = TS.Load(source + (5 * sourceStride));
        // end
        TV evenA = TS.MultiplyAdd(minusB2, d2, d4);
        TV oddA = TS.Multiply(a, TS.MultiplyAdd(minusB2, d1, d3));
        TV evenB = TS.MultiplyAdd(minusA2, d2, d4);
        TV oddB = TS.Multiply(b, TS.MultiplyAdd(minusA2, d1, d3));
        TS.Store(TS.MultiplyAdd(product, d0, TS.MultiplyAdd(minusSum, d2, d4)), target);
        TS.Store(TS.Add(evenA, oddA), target + targetStride);
        TS.Store(TS.Subtract(evenA, oddA), target + (2 * targetStride));
        TS.Store(TS.Add(evenB, oddB), target + (3 * targetStride));
        TS.Store(TS.Subtract(evenB, oddB), target + (4 * targetStride));
        TS.Store(TS.MultiplyAdd(product, d1, TS.MultiplyAdd(minusSum, d3, d5)), target + (5 * targetStride));
    }
}
