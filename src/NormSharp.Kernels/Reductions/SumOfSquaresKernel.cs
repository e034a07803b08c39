using System.Buffers;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Reductions;

/// <summary>Σ x², for norms and gradient clipping.</summary>
/// <remarks>
/// Reads 4 bytes a number. In double throughout, in an order that depends on the length alone. Reference twin:
/// <c>ReferenceReductions.SumOfSquares</c>, in the tests.
/// </remarks>
internal static unsafe class SumOfSquaresKernel
{
    /// <summary>
    /// The sum of the squares; 0 of nothing. Cannot overflow: 2³¹ squares of the largest float stay far below the largest double.
    /// </summary>
    /// <param name="team">The threads.</param>
    /// <param name="x">The numbers.</param>
    public static double Apply(ThreadTeam team, ReadOnlySpan<float> x)
    {
        int chunks = ElementLoop.Chunks(x.Length);
        double[] partials = ArrayPool<double>.Shared.Rent(chunks);
        double sum = 0;
        fixed (float* px = x)
        fixed (double* pp = partials)
        {
            team.ForDoubleSimd(chunks, new Body(px, x.Length, pp));
            for (int i = 0; i < chunks; i++)
            {
                sum += pp[i];
            }
        }

        ArrayPool<double>.Shared.Return(partials);
        return sum;
    }

    private readonly struct Body(float* x, int length, double* partials) : IDoubleSimdBody
    {
        private readonly float* _x = x;
        private readonly int _length = length;
        private readonly double* _partials = partials;

        public void Execute<TS, TD>(int index, int worker)
            where TS : struct, IDoubleSimd<TD>
            where TD : struct
        {
            int begin = index * ElementLoop.ChunkLength;
            int count = Math.Min(ElementLoop.ChunkLength, _length - begin);
            _partials[index] = DoubleSums.Row<TS, TD, SquareTerm>(_x + begin, count);
        }
    }
}
