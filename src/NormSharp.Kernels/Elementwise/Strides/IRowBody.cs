using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>The work on a piece of one row of a strided walk.</summary>
internal interface IRowBody
{
    /// <summary>
    /// Does <paramref name="count"/> numbers from the given offsets; the contiguous operand's offset is <paramref name="linear"/>.
    /// </summary>
    void Row<TS, TV>(nint a, nint b, nint linear, int count)
        where TS : struct, ISimd<TV>
        where TV : struct;
}
