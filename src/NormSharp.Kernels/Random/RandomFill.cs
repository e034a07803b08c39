using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Random;

/// <summary>Fills spans with random numbers, each a function of (seed, stream, its index) alone.</summary>
internal static unsafe class RandomFill
{
    /// <summary>
    /// low + (high − low)·u with u uniform in [0, 1): number i takes the i-th word of the stream, as
    /// <see cref="Philox.NextSingle"/> would. Rounding may give <paramref name="high"/> itself.
    /// </summary>
    /// <param name="team">The threads.</param>
    /// <param name="seed">The key.</param>
    /// <param name="stream">Which of the seed's sequences.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="y">Receives the numbers.</param>
    public static void Uniform(ThreadTeam team, ulong seed, ulong stream, float low, float high, Span<float> y)
    {
        fixed (float* py = y)
        {
            team.For(ElementLoop.Chunks(y.Length), new UniformChunk(seed, stream, low, high - low, py, y.Length));
        }
    }

    /// <summary>
    /// mean + deviation·z with z from the standard normal distribution (Box and Muller 1958): numbers 2k and 2k + 1 are the cosine and
    /// the sine made of the words 2k and 2k + 1 of the stream.
    /// </summary>
    /// <param name="team">The threads.</param>
    /// <param name="seed">The key.</param>
    /// <param name="stream">Which of the seed's sequences.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="y">Receives the numbers.</param>
    public static void Normal(ThreadTeam team, ulong seed, ulong stream, float mean, float deviation, Span<float> y)
    {
        fixed (float* py = y)
        {
            team.For(ElementLoop.Chunks(y.Length), new NormalChunk(seed, stream, mean, deviation, py, y.Length));
        }
    }

    private readonly struct UniformChunk(ulong seed, ulong stream, float low, float width, float* y, int length) : IParallelBody
    {
        private readonly ulong _seed = seed;
        private readonly ulong _stream = stream;
        private readonly float _low = low;
        private readonly float _width = width;
        private readonly float* _y = y;
        private readonly int _length = length;

        public void Execute(int index, int worker)
        {
            int begin = index * ElementLoop.ChunkLength;
            int end = begin + Math.Min(ElementLoop.ChunkLength, _length - begin);
            PhiloxFill.UniformSingles(_seed, _stream, begin, end, _y);
            for (int i = begin; i < end; i++)
            {
                _y[i] = _low + (_width * _y[i]);
            }
        }
    }

    private readonly struct NormalChunk(ulong seed, ulong stream, float mean, float deviation, float* y, int length) : IParallelBody
    {
        private readonly ulong _seed = seed;
        private readonly ulong _stream = stream;
        private readonly double _mean = mean;
        private readonly double _deviation = deviation;
        private readonly float* _y = y;
        private readonly int _length = length;

        public void Execute(int index, int worker)
        {
            int begin = index * ElementLoop.ChunkLength;
            int end = begin + Math.Min(ElementLoop.ChunkLength, _length - begin);
            var philox = new Philox(_seed, _stream, (ulong)begin);
            for (int i = begin; i < end; i += 2)
            {
                uint u = philox.NextUInt32();
                (double first, double second) = Philox.Normal(u, philox.NextUInt32());
                _y[i] = (float)(_mean + (_deviation * first));
                if (i + 1 < end)
                {
                    _y[i + 1] = (float)(_mean + (_deviation * second));
                }
            }
        }
    }
}
