using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Kernels.Simd;

/// <summary>Asks for memory before it is read. It changes when something is fast, never a result.</summary>
internal static unsafe class Cache
{
    private const int LineLength = 16;

    /// <summary>Asks for the lines of a stretch of floats, on machines that have an instruction for it. The addresses need not be valid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* start, nint length)
    {
        if (Sse.IsSupported)
        {
            for (nint i = 0; i < length; i += LineLength)
            {
                Sse.Prefetch0(start + i);
            }
        }
    }
}
