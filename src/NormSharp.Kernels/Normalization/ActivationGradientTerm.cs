using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// dz = f′(z)·dy. Where f′ needs y and y is dear, y is read; where it is cheap (ReLU), z is made again from d, which is loaded anyway: one
/// pass over memory less.
/// </summary>
internal readonly unsafe struct ActivationGradientTerm<TEpilogue>(TEpilogue epilogue) : IChannelTerm
    where TEpilogue : unmanaged, IEpilogue
{
    private readonly TEpilogue _epilogue = epilogue;

    public static bool ReadsInput
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ReadsAffine;
    }

    public static bool ReadsAffine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TEpilogue.GradientNeedsInput || typeof(TEpilogue) == typeof(Relu);
    }

    public static bool ReadsCorrection => false;

    public static bool ReadsGradient => true;

    public static bool ReadsOutput
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !ReadsAffine && typeof(TEpilogue) != typeof(Identity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Value<TLanes, TS, TV>(in ChannelData data, TLanes lanes, nint at, TV d, TV scale, TV shift, TV slope, TV offset)
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV dy = lanes.LoadGradient<TS, TV>(data.Dy + at);
        if (typeof(TEpilogue) == typeof(Identity))
        {
            return dy;
        }

        if (ReadsAffine)
        {
            TV z = TS.MultiplyAdd(d, scale, shift);
            return _epilogue.Gradient<TS, TV>(z, typeof(TEpilogue) == typeof(Relu) ? _epilogue.Forward<TS, TV>(z) : z, dy);
        }

        return _epilogue.Gradient<TS, TV>(TS.Zero, lanes.Load<TS, TV>(data.Y + at), dy);
    }
}
