using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Reductions;

/// <summary>Looks for NaN and infinities.</summary>
/// <remarks>Reads 4 bytes a number. Reference twin: <c>ReferenceReductions.AllFinite</c>, in the tests.</remarks>
internal static unsafe class AllFiniteKernel
{
    /// <summary>Whether no number is NaN or infinite; true of nothing.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="x">The numbers.</param>
    public static bool Apply(ThreadTeam team, ReadOnlySpan<float> x)
    {
        int found = 0;
        fixed (float* px = x)
        {
            team.ForSimd(ElementLoop.Chunks(x.Length), new Body(px, x.Length, &found));
        }

        return Volatile.Read(ref found) == 0;
    }

    private readonly struct Body(float* x, int length, int* found) : ISimdBody
    {
        private readonly float* _x = x;
        private readonly int _length = length;
        private readonly int* _found = found;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int begin = index * ElementLoop.ChunkLength;
            int end = begin + Math.Min(ElementLoop.ChunkLength, _length - begin);

            // 0·x is 0 for a finite x and NaN for all else, and a sum keeps NaN.
            TV zeros = TS.Zero;
            int i = begin;
            for (; i <= end - TS.Count; i += TS.Count)
            {
                zeros = TS.MultiplyAdd(TS.Load(_x + i), TS.Zero, zeros);
            }

            zeros = TS.MultiplyAdd(TS.LoadPartial(_x + i, end - i), TS.Zero, zeros);
            if (float.IsNaN(TS.Sum(zeros)))
            {
                Volatile.Write(ref *_found, 1);
            }
        }
    }
}
