using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>dx = scale·dz: the gradient through statistics that do not depend on x.</summary>
internal readonly struct FixedInputGradientTerm<TEpilogue>(TEpilogue epilogue) : IChannelTerm
    where TEpilogue : unmanaged, IEpilogue
{
    private readonly ActivationGradientTerm<TEpilogue> _dz = new(epilogue);

    public static bool ReadsInput => ActivationGradientTerm<TEpilogue>.ReadsInput;

    public static bool ReadsOutput => ActivationGradientTerm<TEpilogue>.ReadsOutput;

    public static bool ReadsUpstream => true;

    public static bool ReadsAffine => true;

    public static bool ReadsCorrection => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Value<TS, TV>(TV d, TV y, TV dy, TV scale, TV shift, TV slope, TV offset)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(scale, _dz.Value<TS, TV>(d, y, dy, scale, shift, slope, offset));
}
