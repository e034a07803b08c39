using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>dx = scale·dz + slope·d + offset: the gradient through the batch's own statistics.</summary>
internal readonly struct BatchInputGradientTerm<TEpilogue>(TEpilogue epilogue) : IChannelTerm
    where TEpilogue : unmanaged, IEpilogue
{
    private readonly ActivationGradientTerm<TEpilogue> _dz = new(epilogue);

    public static bool ReadsInput => true;

    public static bool ReadsAffine => true;

    public static bool ReadsCorrection => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Value<TLanes, TS, TV>(in ChannelData data, TLanes lanes, nint at, TV d, TV scale, TV shift, TV slope, TV offset)
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV dz = _dz.Value<TLanes, TS, TV>(data, lanes, at, d, scale, shift, slope, offset);
        return TS.MultiplyAdd(scale, dz, TS.MultiplyAdd(slope, d, offset));
    }
}
