using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>What a micro-kernel does at each step to the sums of one row.</summary>
internal static class Accumulators
{
    /// <summary>Adds one number of A times both vectors of a line of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<TS, TV>(float a, TV b0, TV b1, ref TV c0, ref TV c1)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV x = TS.Broadcast(a);
        c0 = TS.MultiplyAdd(x, b0, c0);
        c1 = TS.MultiplyAdd(x, b1, c1);
    }
}
