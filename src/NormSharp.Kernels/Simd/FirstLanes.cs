using System.Runtime.CompilerServices;

namespace NormSharp.Kernels.Simd;

/// <summary>The first lanes of a vector: the tail of a loop. Loads put zeros in the other lanes.</summary>
internal readonly unsafe struct FirstLanes<TS, TV>(int count) : ILanes<TV>
    where TS : struct, ISimd<TV>
    where TV : struct
{
    public int Count { get; } = count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Load(float* source) => TS.LoadPartial(source, Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(TV vector, float* destination) => TS.StorePartial(vector, destination, Count);
}
