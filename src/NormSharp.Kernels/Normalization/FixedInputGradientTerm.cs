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
    public TV Value<TLoad, TS, TV>(in ChannelData data, TLoad load, nint at, TV d, TV scale, TV shift, TV slope, TV offset)
        where TLoad : struct, ILaneLoad
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(scale, _dz.Value<TLoad, TS, TV>(data, load, at, d, scale, shift, slope, offset));
}
