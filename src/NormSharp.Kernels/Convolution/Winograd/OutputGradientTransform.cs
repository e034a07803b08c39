using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>A·dy: four outputs' gradients to six points, the transpose of <see cref="OutputTransform"/>.</summary>
internal readonly unsafe struct OutputGradientTransform : IWinogradTransform
{
    public static int Inputs => WinogradPoints.Tile;

    public static int Outputs => WinogradPoints.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TS, TV>(float* source, nint sourceStride, float* target, nint targetStride)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV a2 = TS.Broadcast(WinogradPoints.A2);
        TV b2 = TS.Broadcast(WinogradPoints.B2);
        // each i from 0 to 3:
        //     TV y{i} = TS.Load(source{+ i sourceStride});
        TV y0 = TS.Load(source);
        TV y1 = TS.Load(source + sourceStride);
        TV y2 = TS.Load(source + (2 * sourceStride));
        TV y3 = TS.Load(source + (3 * sourceStride));
        // end
        TV evenA = TS.MultiplyAdd(a2, y2, y0);
        TV oddA = TS.Multiply(TS.Broadcast(WinogradPoints.A), TS.MultiplyAdd(a2, y3, y1));
        TV evenB = TS.MultiplyAdd(b2, y2, y0);
        TV oddB = TS.Multiply(TS.Broadcast(WinogradPoints.B), TS.MultiplyAdd(b2, y3, y1));
        TS.Store(y0, target);
        TS.Store(TS.Add(evenA, oddA), target + targetStride);
        TS.Store(TS.Subtract(evenA, oddA), target + (2 * targetStride));
        TS.Store(TS.Add(evenB, oddB), target + (3 * targetStride));
        TS.Store(TS.Subtract(evenB, oddB), target + (4 * targetStride));
        TS.Store(y3, target + (5 * targetStride));
    }
}
