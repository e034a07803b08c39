using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>f(z) = z·h(z), h(z) = min(max(z/6 + 1/2, 0), 1); f′(z) = 0 up to −3, 1 from 3 on, z/3 + 1/2 between.</summary>
internal readonly struct HardSwish : IEpilogue
{
    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV z)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // z + 3 is exact close to −3, where z/6 + 1/2 cancels.
        TV gate = TS.Min(TS.Broadcast(6f), TS.Max(TS.Zero, TS.Add(z, TS.Broadcast(3f))));
        return TS.Multiply(z, TS.Multiply(gate, TS.Broadcast(1f / 6)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV z, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV three = TS.Broadcast(3f);
        TV slope = TS.MultiplyAdd(z, TS.Broadcast(1f / 3), TS.Broadcast(0.5f));
        TV above = TS.Select(TS.GreaterThanOrEqual(z, three), TS.Broadcast(1f), slope);
        return TS.Multiply(dy, TS.Select(TS.GreaterThanOrEqual(TS.Negate(three), z), TS.Zero, above));
    }
}
