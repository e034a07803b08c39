using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>y = f(scale·d + shift + addend).</summary>
internal readonly unsafe struct NormalizeAddTerm<TEpilogue>(TEpilogue epilogue, float* addend) : IChannelTerm
    where TEpilogue : unmanaged, IEpilogue
{
    private readonly TEpilogue _epilogue = epilogue;
    private readonly float* _addend = addend;

    public static bool ReadsInput => true;

    public static bool ReadsAffine => true;

    public static bool ReadsCorrection => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Value<TLanes, TS, TV>(in ChannelData data, TLanes lanes, nint at, TV d, TV scale, TV shift, TV slope, TV offset)
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct =>
        _epilogue.Forward<TS, TV>(TS.Add(TS.MultiplyAdd(d, scale, shift), lanes.Load<TS, TV>(_addend + at)));
}
