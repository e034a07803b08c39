using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Primitives;

/// <summary>Prefetches memory before it is read. It changes when something is fast, never a result.</summary>
internal static unsafe class Cache
{
    /// <summary>Floats of a cache line.</summary>
    internal const int LineLength = 16;

    /// <summary>
    /// Prefetches the cache lines of a stretch of floats, on machines that have an instruction for it. The addresses need not be valid.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Prefetch(float* start, nint length)
    {
        if (Sse.IsSupported)
        {
            for (nint i = 0; i < length; i += LineLength)
            {
                Sse.Prefetch0(start + i);
            }
        }
    }

    /// <summary>Prefetches one cache line, for loops that do so beside their work: it need not wait in a row of others then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PrefetchLine(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <summary>Prefetches the cache lines of a stretch of bytes, on machines that have an instruction for it.</summary>
    /// <param name="memory">What is read soon.</param>
    public static void Prefetch(ReadOnlySpan<byte> memory)
    {
        fixed (byte* start = memory)
        {
            Prefetch((float*)start, (memory.Length + sizeof(float) - 1) / sizeof(float));
        }
    }
}
