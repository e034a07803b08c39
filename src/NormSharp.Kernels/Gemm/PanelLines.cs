using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>Lines of two vectors that follow each other: a packed panel.</summary>
internal readonly struct PanelLines<TS, TV> : ILines
    where TS : struct, ISimd<TV>
    where TV : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint At(nint step) => step * (2 * TS.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Skip(nint steps) => At(steps);
}
