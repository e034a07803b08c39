using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>w = d, so that a reduction gives Σd and Σd².</summary>
internal readonly struct MomentTerm : IChannelTerm
{
    public static bool ReadsInput => true;

    public static bool ReadsOutput => false;

    public static bool ReadsUpstream => false;

    public static bool ReadsAffine => false;

    public static bool ReadsCorrection => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Value<TS, TV>(TV d, TV y, TV dy, TV scale, TV shift, TV slope, TV offset)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        d;
}
