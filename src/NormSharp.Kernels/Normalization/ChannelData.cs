using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>What a loop over a batch reads: tensors of one shape, and the columns' coefficients.</summary>
internal unsafe struct ChannelData
{
    public float* X;
    public float* Y;
    public float* Dy;
    public ChannelCoefficients Coefficients;

    /// <summary>The term's value at an element, all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TV Value<TTerm, TS, TV>(TTerm term, TV d, nint at, TV scale, TV shift, TV slope, TV offset)
        where TTerm : struct, IChannelTerm
        where TS : struct, ISimd<TV>
        where TV : struct =>
        term.Value<TS, TV>(
            d,
            TTerm.ReadsOutput ? TS.Load(Y + at) : TS.Zero,
            TTerm.ReadsUpstream ? TS.Load(Dy + at) : TS.Zero,
            scale,
            shift,
            slope,
            offset);

    /// <summary>The term's value at the first <paramref name="count"/> lanes; the others mean nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TV PartialValue<TTerm, TS, TV>(TTerm term, TV d, nint at, int count, TV scale, TV shift, TV slope, TV offset)
        where TTerm : struct, IChannelTerm
        where TS : struct, ISimd<TV>
        where TV : struct =>
        term.Value<TS, TV>(
            d,
            TTerm.ReadsOutput ? TS.LoadPartial(Y + at, count) : TS.Zero,
            TTerm.ReadsUpstream ? TS.LoadPartial(Dy + at, count) : TS.Zero,
            scale,
            shift,
            slope,
            offset);

    /// <summary>One coefficient of one column in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Broadcast<TS, TV>(bool read, float* row, int column)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        read ? TS.Broadcast(row[column]) : TS.Zero;

    /// <summary>One coefficient of adjacent columns, a column a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Load<TS, TV>(bool read, float* row, int column, int count)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        !read ? TS.Zero : count >= TS.Count ? TS.Load(row + column) : TS.LoadPartial(row + column, count);
}
