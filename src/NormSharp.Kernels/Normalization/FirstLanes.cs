using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>The first lanes.</summary>
internal readonly unsafe struct FirstLanes(int count) : ILaneAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Load<TS, TV>(float* source)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.LoadPartial(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV LoadGradient<TS, TV>(float* source)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        Load<TS, TV>(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<TS, TV>(TV vector, float* destination)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.StorePartial(vector, destination, count);
}
