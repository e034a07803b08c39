using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>Each half of a vector lies in a row of its own.</summary>
internal readonly unsafe struct HalfPlaces : IPlaces
{
    public static int Count => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Load<TS, TV>(float* source, nint* places)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.LoadHalves(source + places[0], source + places[1]);
}
