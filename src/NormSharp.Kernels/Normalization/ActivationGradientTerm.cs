using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// dz = f′(z)·dy. Where f′ needs y and y is dear, y is read; where it is cheap (ReLU), z is made again from d, which is loaded anyway: one
/// pass over memory less.
/// </summary>
internal readonly struct ActivationGradientTerm<TEpilogue>(TEpilogue epilogue) : IChannelTerm
    where TEpilogue : unmanaged, IEpilogue
{
    private readonly TEpilogue _epilogue = epilogue;

    public static bool ReadsInput => ReadsAffine;

    public static bool ReadsOutput => !ReadsAffine && typeof(TEpilogue) != typeof(Identity);

    public static bool ReadsUpstream => true;

    public static bool ReadsAffine => TEpilogue.GradientNeedsInput || typeof(TEpilogue) == typeof(Relu);

    public static bool ReadsCorrection => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Value<TS, TV>(TV d, TV y, TV dy, TV scale, TV shift, TV slope, TV offset)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV z = ReadsAffine ? TS.MultiplyAdd(d, scale, shift) : TS.Zero;
        return _epilogue.Gradient<TS, TV>(z, typeof(TEpilogue) == typeof(Relu) ? _epilogue.Forward<TS, TV>(z) : y, dy);
    }
}
