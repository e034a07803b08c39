using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Reductions;

/// <summary>What a sum adds up.</summary>
internal interface IDoubleTerm
{
    /// <summary>sum + f(x).</summary>
    static abstract TD Add<TS, TD>(TD sum, TD x)
        where TS : struct, IDoubleSimd<TD>
        where TD : struct;
}

/// <summary>The numbers themselves.</summary>
internal readonly struct PlainTerm : IDoubleTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TD Add<TS, TD>(TD sum, TD x)
        where TS : struct, IDoubleSimd<TD>
        where TD : struct =>
        TS.Add(sum, x);
}

/// <summary>Their squares, which are exact in double precision.</summary>
internal readonly struct SquareTerm : IDoubleTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TD Add<TS, TD>(TD sum, TD x)
        where TS : struct, IDoubleSimd<TD>
        where TD : struct =>
        TS.MultiplyAdd(x, x, sum);
}
