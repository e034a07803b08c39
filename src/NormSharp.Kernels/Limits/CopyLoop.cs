using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Limits;

/// <summary>Copies memory with all threads: how fast these threads can move numbers, to judge other kernels by.</summary>
/// <remarks>Reads 4 and writes 4 bytes a number. Ordinary stores also read the line that they write to, streaming stores do not.</remarks>
internal static unsafe class CopyLoop
{
    private const int ChunkLength = 1 << 16;
    private const nuint VectorAlignment = 64;

    /// <summary>destination = source.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="source">What is read.</param>
    /// <param name="destination">What is written, as long as <paramref name="source"/>.</param>
    /// <param name="streaming">Whether stores go past the caches; only done where the destination is aligned to 64 bytes.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the two overlap.</exception>
    public static void Run(ThreadTeam team, ReadOnlySpan<float> source, Span<float> destination, bool streaming)
    {
        ArgumentNullException.ThrowIfNull(team);
        Guard.Length(destination.Length, source.Length, nameof(destination));
        if (source.Overlaps(destination))
        {
            throw new ArgumentException("The source and the destination overlap; use separate memory.", nameof(destination));
        }

        fixed (float* from = source, to = destination)
        {
            bool past = streaming && (nuint)to % VectorAlignment == 0;
            int chunks = (int)(((long)source.Length + ChunkLength - 1) / ChunkLength);
            team.ForSimd(chunks, new Body(from, to, source.Length, past));
        }
    }

    private readonly struct Body(float* from, float* to, int length, bool past) : ISimdBody
    {
        private readonly float* _from = from;
        private readonly float* _to = to;
        private readonly int _length = length;
        private readonly bool _past = past;

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int begin = index * ChunkLength;
            int count = Math.Min(ChunkLength, _length - begin);
            if (_past)
            {
                Stream<TS, TV>(_from + begin, _to + begin, count);
                Thread.MemoryBarrier();
            }
            else
            {
                Copy<TS, TV>(_from + begin, _to + begin, count);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static void Copy<TS, TV>(float* from, float* to, int count)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int i = 0;
            for (; i <= count - TS.Count; i += TS.Count)
            {
                TS.Store(TS.Load(from + i), to + i);
            }

            Rest<TS, TV>(from + i, to + i, count - i);
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static void Stream<TS, TV>(float* from, float* to, int count)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int i = 0;
            for (; i <= count - TS.Count; i += TS.Count)
            {
                TS.StoreStreaming(TS.Load(from + i), to + i);
            }

            Rest<TS, TV>(from + i, to + i, count - i);
        }

        private static void Rest<TS, TV>(float* from, float* to, int count)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            if (count > 0)
            {
                TS.StorePartial(TS.LoadPartial(from, count), to, count);
            }
        }
    }
}
