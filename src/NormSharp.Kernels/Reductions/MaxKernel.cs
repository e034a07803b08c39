using System.Buffers;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Reductions;

/// <summary>Maxima over one dimension, or over several that are neighbours in memory, and where they stand.</summary>
/// <remarks>
/// Reads 4 bytes a number. NaN counts as larger than any number; of equals, the first wins. The same for any number of threads.
/// Reference twin: <c>ReferenceReductions.Max</c>, in the tests.
/// </remarks>
internal static unsafe class MaxKernel
{
    /// <summary>y[o, i] = maxᵣ x[o, r, i].</summary>
    /// <param name="team">The threads.</param>
    /// <param name="outer">The product of the dimensions before the reduced ones.</param>
    /// <param name="reduce">The product of the reduced dimensions.</param>
    /// <param name="inner">The product of the dimensions after them.</param>
    /// <param name="x">The input, [outer, reduce, inner].</param>
    /// <param name="y">The maxima, [outer, inner]; separate memory.</param>
    /// <param name="argmax">Receives the position r of each maximum, [outer, inner]; empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// A length does not match the sizes, or x and y overlap, or a maximum is taken of nothing.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public static void Apply(
        ThreadTeam team, int outer, int reduce, int inner, ReadOnlySpan<float> x, Span<float> y, Span<int> argmax)
    {
        ReductionGuard.Check(outer, reduce, inner, x, y);
        if (!argmax.IsEmpty)
        {
            Guard.Length(argmax.Length, y.Length, nameof(argmax));
        }

        if (y.IsEmpty)
        {
            return;
        }

        if (reduce == 0)
        {
            throw new ArgumentException("reduce is 0; there is no maximum of nothing.", nameof(reduce));
        }

        var plan = new ReductionPlan(outer, reduce, inner);
        int results = checked(outer * plan.Pieces * inner);
        float[] values = ArrayPool<float>.Shared.Rent(results);
        int[] indices = ArrayPool<int>.Shared.Rent(results);
        fixed (float* px = x, pv = values)
        fixed (int* pi = indices)
        {
            team.ForSimd(plan.Count, new Body(plan, px, pv, pi));
        }

        Merge(plan, values, indices, y, argmax);
        ArrayPool<float>.Shared.Return(values);
        ArrayPool<int>.Shared.Return(indices);
    }

    private static void Merge(in ReductionPlan plan, float[] values, int[] indices, Span<float> y, Span<int> argmax)
    {
        for (int i = 0; i < y.Length; i++)
        {
            (int outer, int column) = Math.DivRem(i, plan.Inner);
            int at = (outer * plan.Pieces * plan.Inner) + column;
            var best = new Candidate(values[at], indices[at]);
            for (int piece = 1; piece < plan.Pieces; piece++)
            {
                at += plan.Inner;
                best = best.Better(new Candidate(values[at], indices[at]));
            }

            y[i] = best.Value;
            if (!argmax.IsEmpty)
            {
                argmax[i] = best.Index;
            }
        }
    }

    private readonly struct Body(ReductionPlan plan, float* x, float* values, int* indices) : ISimdBody
    {
        private readonly ReductionPlan _plan = plan;
        private readonly float* _x = x;
        private readonly float* _values = values;
        private readonly int* _indices = indices;

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            ReductionTask task = _plan.Task(index);
            for (int o = task.Outer; o < task.Outer + task.OuterCount; o++)
            {
                float* x = _x + ((((nint)o * _plan.Reduce) + task.Row) * _plan.Inner) + task.Column;
                nint result = ((((nint)o * _plan.Pieces) + task.Piece) * _plan.Inner) + task.Column;
                if (_plan.Inner == 1)
                {
                    (_values[result], _indices[result]) = Maxima.Row<TS, TV>(x, task.RowCount);
                }
                else
                {
                    for (int column = 0; column < task.ColumnCount; column += TS.Count)
                    {
                        int count = Math.Min(TS.Count, task.ColumnCount - column);
                        Maxima.Columns<TS, TV>(
                            x + column, task.RowCount, _plan.Inner, count, _values + result + column, _indices + result + column);
                    }
                }

                for (int i = 0; i < task.ColumnCount; i++)
                {
                    _indices[result + i] += task.Row;
                }
            }
        }
    }
}
