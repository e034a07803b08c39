using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>dx = scale·dz: the gradient through statistics that do not depend on x.</summary>
internal readonly struct FixedInputGradientTerm<TEpilogue>(TEpilogue epilogue) : IChannelTerm
    where TEpilogue : unmanaged, IEpilogue
{
    private readonly ActivationGradientTerm<TEpilogue> _dz = new(epilogue);

    public static bool ReadsInput
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ActivationGradientTerm<TEpilogue>.ReadsInput;
    }

    public static bool ReadsAffine => true;

    public static bool ReadsCorrection => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Value<TLanes, TS, TV>(in ChannelData data, TLanes lanes, nint at, TV d, TV scale, TV shift, TV slope, TV offset)
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(scale, _dz.Value<TLanes, TS, TV>(data, lanes, at, d, scale, shift, slope, offset));
}
