using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// What a loop over a batch computes from one vector: a struct that the JIT inlines. It says what it reads, so that loops never touch the
/// rest; what it does not read arrives as zero.
/// </summary>
internal interface IChannelTerm
{
    /// <summary>Whether d is read. (A reduction loads x in any case, to weight its second sum.)</summary>
    static abstract bool ReadsInput { get; }

    /// <summary>Whether y is read.</summary>
    static abstract bool ReadsOutput { get; }

    /// <summary>Whether dy is read.</summary>
    static abstract bool ReadsUpstream { get; }

    /// <summary>Whether scale and shift are read.</summary>
    static abstract bool ReadsAffine { get; }

    /// <summary>Whether slope and offset are read.</summary>
    static abstract bool ReadsCorrection { get; }

    /// <summary>The term's value.</summary>
    /// <param name="d">x − center.</param>
    /// <param name="y">The activation's output.</param>
    /// <param name="dy">The gradient with respect to y.</param>
    /// <param name="scale">γ·invStd, so that z = scale·d + shift.</param>
    /// <param name="shift">β less what the center's rounding left over.</param>
    /// <param name="slope">What dx takes from d.</param>
    /// <param name="offset">What dx takes from every value.</param>
    TV Value<TS, TV>(TV d, TV y, TV dy, TV scale, TV shift, TV slope, TV offset)
        where TS : struct, ISimd<TV>
        where TV : struct;
}
