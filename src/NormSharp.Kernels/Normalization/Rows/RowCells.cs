using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>How far sums over a row are taken in float32 before they go on in double.</summary>
/// <remarks>
/// A lane that adds k numbers of size d one after another is off by about u·d·√(k³/3), u = 2⁻²⁴: the partial sum grows to k·d, and each
/// addition rounds it. So the length of these chains, not that of a cell, decides what is lost, and it is the same for vectors of 4, 8 and
/// 16 lanes.
/// </remarks>
internal static class RowCells
{
    /// <summary>The most numbers that one lane adds.</summary>
    public const int NumbersPerLane = 256;

    /// <summary>Numbers of a cell.</summary>
    public static int Length<TS, TV>()
        where TS : struct, ISimd<TV>
        where TV : struct => NumbersPerLane * TS.Count;
}
