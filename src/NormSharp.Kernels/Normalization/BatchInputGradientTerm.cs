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
    public TV Value<TLoad, TS, TV>(in ChannelData data, TLoad load, nint at, TV d, TV scale, TV shift, TV slope, TV offset)
        where TLoad : struct, ILaneLoad
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV dz = _dz.Value<TLoad, TS, TV>(data, load, at, d, scale, shift, slope, offset);
        return TS.MultiplyAdd(scale, dz, TS.MultiplyAdd(slope, d, offset));
    }
}
