using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>Gᵀ·u: six points to three taps' gradients, the transpose of <see cref="FilterTransform"/>.</summary>
internal readonly unsafe struct FilterGradientTransform : IWinogradTransform
{
    public static int Inputs => WinogradPoints.Count;

    public static int Outputs => WinogradPoints.Taps;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TS, TV>(float* source, nint sourceStride, float* target, nint targetStride)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV inner = TS.Broadcast(FilterTransform.Inner);
        TV outer = TS.Broadcast(FilterTransform.Outer);
        // each i from 1 to 4:
        //     TV u{i} = TS.Load(source{+ i sourceStride});
        TV u1 = TS.Load(source + sourceStride);
        TV u2 = TS.Load(source + (2 * sourceStride));
        TV u3 = TS.Load(source + (3 * sourceStride));
        TV u4 = TS.Load(source + (4 * sourceStride));
        // end
        TV evenA = TS.Multiply(inner, TS.Add(u1, u2));
        TV oddA = TS.Multiply(inner, TS.Subtract(u1, u2));
        TV evenB = TS.Multiply(outer, TS.Add(u3, u4));
        TV oddB = TS.Multiply(outer, TS.Subtract(u3, u4));
        TS.Store(TS.MultiplyAdd(TS.Broadcast(FilterTransform.Zero), TS.Load(source), TS.Add(evenA, evenB)), target);
        TV first = TS.Multiply(TS.Broadcast(WinogradPoints.A), oddA);
        TS.Store(TS.MultiplyAdd(TS.Broadcast(WinogradPoints.B), oddB, first), target + targetStride);
        TV last = TS.MultiplyAdd(TS.Broadcast(WinogradPoints.A2), evenA, TS.Load(source + (5 * sourceStride)));
        TS.Store(TS.MultiplyAdd(TS.Broadcast(WinogradPoints.B2), evenB, last), target + (2 * targetStride));
    }
}
