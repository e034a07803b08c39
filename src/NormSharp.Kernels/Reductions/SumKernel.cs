using System.Buffers;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Reductions;

/// <summary>Sums over one dimension, or over several that are neighbours in memory.</summary>
/// <remarks>
/// Reads 4 bytes a number. Accumulated in double throughout and rounded once at the end, in an order that depends on the sizes alone:
/// the same bits on any number of threads. Reference twin: <c>ReferenceReductions.Sum</c>, in the tests.
/// </remarks>
internal static unsafe class SumKernel
{
    /// <summary>y[o, i] = Σᵣ x[o, r, i].</summary>
    /// <param name="team">The threads.</param>
    /// <param name="outer">The product of the dimensions before the summed ones.</param>
    /// <param name="reduce">The product of the summed dimensions; sums of nothing are 0.</param>
    /// <param name="inner">The product of the dimensions after them.</param>
    /// <param name="x">The input, [outer, reduce, inner].</param>
    /// <param name="y">The sums, [outer, inner]; separate memory.</param>
    /// <exception cref="ArgumentException">A length does not match the sizes, or x and y overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public static void Apply(ThreadTeam team, int outer, int reduce, int inner, ReadOnlySpan<float> x, Span<float> y)
    {
        ReductionGuard.Check(outer, reduce, inner, x, y);
        if (y.IsEmpty)
        {
            return;
        }

        var plan = new ReductionPlan(outer, reduce, inner);
        double[]? partials = plan.Pieces > 1 ? ArrayPool<double>.Shared.Rent(checked(outer * plan.Pieces * inner)) : null;
        fixed (float* px = x, py = y)
        fixed (double* pp = partials)
        {
            team.ForDoubleSimd(plan.Count, new Body(plan, px, py, pp));
            if (partials is not null)
            {
                Merge(plan, pp, py);
                ArrayPool<double>.Shared.Return(partials);
            }
        }
    }

    private static void Merge(in ReductionPlan plan, double* partials, float* y)
    {
        for (int outer = 0; outer < plan.Outer; outer++)
        {
            double* slice = partials + ((nint)outer * plan.Pieces * plan.Inner);
            for (int i = 0; i < plan.Inner; i++)
            {
                double sum = 0;
                for (int piece = 0; piece < plan.Pieces; piece++)
                {
                    sum += slice[((nint)piece * plan.Inner) + i];
                }

                y[((nint)outer * plan.Inner) + i] = (float)sum;
            }
        }
    }

    private readonly struct Body(ReductionPlan plan, float* x, float* y, double* partials) : IDoubleSimdBody
    {
        private const int ColumnsAtOnce = 128;

        private readonly ReductionPlan _plan = plan;
        private readonly float* _x = x;
        private readonly float* _y = y;
        private readonly double* _partials = partials;

        public void Execute<TS, TD>(int index, int worker)
            where TS : struct, IDoubleSimd<TD>
            where TD : struct
        {
            double* sums = stackalloc double[ColumnsAtOnce];
            ReductionTask task = _plan.Task(index);
            for (int o = task.Outer; o < task.Outer + task.OuterCount; o++)
            {
                float* x = _x + ((((nint)o * _plan.Reduce) + task.Row) * _plan.Inner) + task.Column;
                nint result = _partials == null ? o : ((nint)o * _plan.Pieces) + task.Piece;
                result = (result * _plan.Inner) + task.Column;
                for (int column = 0; column < task.ColumnCount; column += ColumnsAtOnce)
                {
                    int count = Math.Min(ColumnsAtOnce, task.ColumnCount - column);
                    Sum<TS, TD>(x + column, task.RowCount, count, sums);
                    Write(sums, count, result + column);
                }
            }
        }

        private void Sum<TS, TD>(float* x, int rows, int columns, double* sums)
            where TS : struct, IDoubleSimd<TD>
            where TD : struct
        {
            if (_plan.Inner == 1)
            {
                *sums = DoubleSums.Row<TS, TD, PlainTerm>(x, rows);
            }
            else
            {
                DoubleSums.Columns<TS, TD>(x, rows, _plan.Inner, columns, sums);
            }
        }

        private void Write(double* sums, int count, nint result)
        {
            for (int i = 0; i < count; i++)
            {
                if (_partials == null)
                {
                    _y[result + i] = (float)sums[i];
                }
                else
                {
                    _partials[result + i] = sums[i];
                }
            }
        }
    }
}
