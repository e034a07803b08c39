using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>All lanes; of dy, those that are in a register.</summary>
internal readonly unsafe struct SpreadLanes<TVector>(TVector dy) : ILaneAccess
    where TVector : struct
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
        Unsafe.BitCast<TVector, TV>(dy);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<TS, TV>(TV vector, float* destination)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Store(vector, destination);
}
