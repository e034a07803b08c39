using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>All lanes, stored past the caches to an aligned address.</summary>
internal readonly unsafe struct StreamingLanes : ILaneAccess
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
        Load<TS, TV>(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<TS, TV>(TV vector, float* destination)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.StoreStreaming(vector, destination);
}
