using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Random;

/// <summary>Dropout (Srivastava et al. 2014), scaled while training so that evaluation needs nothing ("inverted").</summary>
/// <remarks>
/// Reads 4 and writes 8 bytes a number. Number i is kept or dropped by the i-th word of the random stream, so the result is the same
/// for any number of threads. The gradient is dx = mask·dy.
/// </remarks>
internal static unsafe class DropoutKernel
{
    /// <summary>y = mask·x, where each mask is 0 with probability p and 1/(1 − p) otherwise.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="seed">The key of the random numbers.</param>
    /// <param name="stream">Which of the seed's sequences; a new one for each layer and step.</param>
    /// <param name="dropProbability">p, from 0 to 1.</param>
    /// <param name="x">The input.</param>
    /// <param name="y">
    /// The output, as long as <paramref name="x"/>; may be <paramref name="x"/> itself. A dropped infinity or NaN gives 0.
    /// </param>
    /// <param name="mask">Receives the factors, as long as <paramref name="x"/>; separate memory.</param>
    /// <exception cref="ArgumentException">The lengths differ, or spans overlap in another way.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dropProbability"/> is not from 0 to 1.</exception>
    public static void Apply(
        ThreadTeam team, ulong seed, ulong stream, float dropProbability, ReadOnlySpan<float> x, Span<float> y, Span<float> mask)
    {
        if (!(dropProbability >= 0 && dropProbability <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(dropProbability), dropProbability, "The probability to drop must be from 0 to 1.");
        }

        Guard.Length(y.Length, x.Length, nameof(y));
        Guard.Length(mask.Length, x.Length, nameof(mask));
        Guard.SameOrApart(x, y, nameof(y));
        if (mask.Overlaps(x) || mask.Overlaps(y))
        {
            throw new ArgumentException("mask overlaps x or y; use separate memory.", nameof(mask));
        }

        fixed (float* px = x, py = y, pm = mask)
        {
            team.ForSimd(ElementLoop.Chunks(x.Length), new Chunk(seed, stream, dropProbability, px, py, pm, x.Length));
        }
    }

    private readonly struct Chunk(ulong seed, ulong stream, float probability, float* x, float* y, float* mask, int length) : ISimdBody
    {
        private readonly ulong _seed = seed;
        private readonly ulong _stream = stream;
        private readonly float _probability = probability;
        private readonly float* _x = x;
        private readonly float* _y = y;
        private readonly float* _mask = mask;
        private readonly int _length = length;

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int begin = index * ElementLoop.ChunkLength;
            int end = begin + Math.Min(ElementLoop.ChunkLength, _length - begin);
            PhiloxFill.UniformSingles(_seed, _stream, begin, end, _mask);
            var body = new Body(_probability, _x, _y, _mask);
            ElementLoop.Run<TS, TV, Body>(in body, begin, end);
        }
    }

    /// <summary>Turns the uniform numbers that stand in the mask into its factors, and applies them.</summary>
    private readonly struct Body(float probability, float* x, float* y, float* mask) : IElementBody
    {
        private readonly float _probability = probability;
        private readonly float _factor = probability < 1 ? 1 / (1 - probability) : 0;
        private readonly float* _x = x;
        private readonly float* _y = y;
        private readonly float* _mask = mask;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV>
        {
            TV factor = TS.Broadcast(_factor);
            TV kept = TS.GreaterThanOrEqual(lanes.Load(_mask + i), TS.Broadcast(_probability));
            lanes.Store(TS.And(kept, factor), _mask + i);
            lanes.Store(TS.And(kept, TS.Multiply(factor, lanes.Load(_x + i))), _y + i);
        }
    }
}
