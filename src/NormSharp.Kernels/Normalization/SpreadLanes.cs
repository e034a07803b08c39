using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>All lanes of 512 bits; of dy, those that are in a register.</summary>
internal readonly unsafe struct SpreadLanes(Vector512<float> dy) : ILaneAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Load<TS, TV>(float* source)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV LoadGradient<TS, TV>(float* source)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        Unsafe.BitCast<Vector512<float>, TV>(dy);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<TS, TV>(TV vector, float* destination)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Store(vector, destination);
}
