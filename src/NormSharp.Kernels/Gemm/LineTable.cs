using System.Runtime.CompilerServices;

namespace NormSharp.Kernels.Gemm;

/// <summary>Lines that lie anywhere, as a table says: the shifted rows of an image.</summary>
/// <param name="offsets">For each step, how far its line is from the start.</param>
internal unsafe struct LineTable(nint* offsets) : ILines
{
    private nint* _offsets = offsets;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly nint At(nint step) => _offsets[step];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Skip(nint steps)
    {
        _offsets += steps;
        return 0;
    }
}
