using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// What a loop over a batch computes from one vector: a struct that the JIT inlines. It reads of y and dy what it needs, and says which
/// coefficients it needs; the others arrive as zero.
/// </summary>
internal interface IChannelTerm
{
    /// <summary>Whether d is used. (A reduction loads x in any case, to weight its second sum.)</summary>
    static abstract bool ReadsInput { get; }

    /// <summary>Whether scale and shift are used.</summary>
    static abstract bool ReadsAffine { get; }

    /// <summary>Whether slope and offset are used.</summary>
    static abstract bool ReadsCorrection { get; }

    /// <summary>Whether dy is read: then a reduction prefetches it.</summary>
    static virtual bool ReadsGradient => false;

    /// <summary>Whether y is read.</summary>
    static virtual bool ReadsOutput => false;

    /// <summary>The term's value.</summary>
    /// <param name="data">Where y and dy are.</param>
    /// <param name="lanes">How they are read.</param>
    /// <param name="at">The place that the loop has reached.</param>
    /// <param name="d">x − center there.</param>
    /// <param name="scale">γ·invStd, so that z = scale·d + shift.</param>
    /// <param name="shift">β less what the center's rounding left over.</param>
    /// <param name="slope">What dx takes from d.</param>
    /// <param name="offset">What dx takes from every value.</param>
    TV Value<TLanes, TS, TV>(in ChannelData data, TLanes lanes, nint at, TV d, TV scale, TV shift, TV slope, TV offset)
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct;
}
