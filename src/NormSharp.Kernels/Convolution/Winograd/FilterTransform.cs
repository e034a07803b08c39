using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>
/// G·g: three taps to six points. The row of a point p is (1, p, p²) over the product of (p − q) over the other points q; that of ∞ is
/// (0, 0, 1).
/// </summary>
internal readonly unsafe struct FilterTransform : IWinogradTransform
{
    /// <summary>1 / (A²·B²), the weight of point 0.</summary>
    public const float Zero = 1 / (WinogradPoints.A2 * WinogradPoints.B2);

    /// <summary>1 / (2·A²·(A² − B²)), the weight of ±A.</summary>
    public const float Inner = 1 / (2 * WinogradPoints.A2 * (WinogradPoints.A2 - WinogradPoints.B2));

    /// <summary>1 / (2·B²·(B² − A²)), the weight of ±B.</summary>
    public const float Outer = 1 / (2 * WinogradPoints.B2 * (WinogradPoints.B2 - WinogradPoints.A2));

    public static int Inputs => WinogradPoints.Taps;

    public static int Outputs => WinogradPoints.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TS, TV>(float* source, nint sourceStride, float* target, nint targetStride)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV inner = TS.Broadcast(Inner);
        TV outer = TS.Broadcast(Outer);
        TV g0 = TS.Load(source);
        TV g1 = TS.Load(source + sourceStride);
        TV g2 = TS.Load(source + (2 * sourceStride));
        TV evenA = TS.Multiply(inner, TS.MultiplyAdd(TS.Broadcast(WinogradPoints.A2), g2, g0));
        TV oddA = TS.Multiply(TS.Broadcast(Inner * WinogradPoints.A), g1);
        TV evenB = TS.Multiply(outer, TS.MultiplyAdd(TS.Broadcast(WinogradPoints.B2), g2, g0));
        TV oddB = TS.Multiply(TS.Broadcast(Outer * WinogradPoints.B), g1);
        TS.Store(TS.Multiply(TS.Broadcast(Zero), g0), target);
        TS.Store(TS.Add(evenA, oddA), target + targetStride);
        TS.Store(TS.Subtract(evenA, oddA), target + (2 * targetStride));
        TS.Store(TS.Add(evenB, oddB), target + (3 * targetStride));
        TS.Store(TS.Subtract(evenB, oddB), target + (4 * targetStride));
        TS.Store(g2, target + (5 * targetStride));
    }
}
