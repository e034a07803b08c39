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

    /// <summary>One coefficient of one column in every lane; zero if it is not read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Broadcast<TS, TV>(bool read, float* row, int column)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        read ? TS.Broadcast(row[column]) : TS.Zero;

    /// <summary>One coefficient of adjacent columns, a column a lane; zero if it is not read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Load<TLanes, TS, TV>(bool read, TLanes lanes, float* row, int column)
        where TLanes : struct, ILaneAccess
        where TS : struct, ISimd<TV>
        where TV : struct =>
        read ? lanes.Load<TS, TV>(row + column) : TS.Zero;
}
