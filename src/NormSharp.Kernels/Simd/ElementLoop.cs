using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Simd;

/// <summary>The loop of every elementwise kernel: chunks over the team, vectors over a chunk, one partial vector at the end.</summary>
internal static class ElementLoop
{
    /// <summary>
    /// Numbers in one index of the parallel loop: 64 KiB of each operand, large against the cost of handing it to a thread and small
    /// against a layer's activations. A multiple of every vector's width. Sums are cut by it too, so it is the same on every machine.
    /// </summary>
    public const int ChunkLength = 16384;

    /// <summary>How many chunks cover a length.</summary>
    public static int Chunks(int length) => (int)(((long)length + ChunkLength - 1) / ChunkLength);

    /// <summary>Runs the body's step over all numbers from 0 to <paramref name="length"/>.</summary>
    public static void ForElements<TBody>(this ThreadTeam team, int length, in TBody body)
        where TBody : unmanaged, IElementBody
    {
        team.ForSimd(Chunks(length), new Chunk<TBody>(body, length));
    }

    /// <summary>Runs the body's step over the numbers from <paramref name="begin"/> to <paramref name="end"/>, on this thread.</summary>
    /// <remarks>
    /// Optimized from the first call: unoptimized vector code is a hundred times slower, and a chunk is too short to be replaced on the
    /// way. Never inlined, so that the JIT spends its whole budget for inlining on the step.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<TS, TV, TBody>(ref readonly TBody body, int begin, int end)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TBody : unmanaged, IElementBody
    {
        // A copy whose address is never taken, so that its fields can live in registers.
        TBody local = body;
        int i = begin;
        for (; i <= end - TS.Count; i += TS.Count)
        {
            local.Step<TS, TV, AllLanes<TS, TV>>(i, default);
        }

        if (i < end)
        {
            local.Step<TS, TV, FirstLanes<TS, TV>>(i, new FirstLanes<TS, TV>(end - i));
        }
    }

    private readonly struct Chunk<TBody>(TBody body, int length) : ISimdBody
        where TBody : unmanaged, IElementBody
    {
        private readonly TBody _body = body;
        private readonly int _length = length;

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int begin = index * ChunkLength;
            Run<TS, TV, TBody>(in _body, begin, begin + Math.Min(ChunkLength, _length - begin));
        }
    }
}
