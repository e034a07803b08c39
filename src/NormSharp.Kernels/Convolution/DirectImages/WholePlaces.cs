using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>Each vector lies in one row.</summary>
internal readonly unsafe struct WholePlaces : IPlaces
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Load<TS, TV>(float* source, nint* places)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Load(source + places[0]);
}
