using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>w = d, so that a reduction gives Σd and Σd².</summary>
internal readonly struct MomentTerm : IChannelTerm
{
    public static bool ReadsInput => true;

    public static bool ReadsAffine => false;

    public static bool ReadsCorrection => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Value<TLanes, TS, TV>(in ChannelData data, TLanes lanes, nint at, TV d, TV scale, TV shift, TV slope, TV offset)
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct =>
        d;
}
