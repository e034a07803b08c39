using System.Runtime.CompilerServices;

namespace NormSharp.Kernels.Simd;

/// <summary>Whole vectors.</summary>
internal readonly unsafe struct AllLanes<TS, TV> : ILanes<TV>
    where TS : struct, ISimd<TV>
    where TV : struct
{
    public int Count => TS.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Load(float* source) => TS.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(TV vector, float* destination) => TS.Store(vector, destination);
}
