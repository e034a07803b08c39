using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>The first lanes.</summary>
internal readonly unsafe struct PartialLoad(int count) : ILaneLoad
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Load<TS, TV>(float* source)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.LoadPartial(source, count);
}
