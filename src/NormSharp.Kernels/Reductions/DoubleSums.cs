using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Reductions;

/// <summary>Sums of floats in double precision, one thread's share.</summary>
internal static unsafe class DoubleSums
{
    /// <summary>Σ f(x) over contiguous numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Row<TS, TD, TTerm>(float* x, int count)
        where TS : struct, IDoubleSimd<TD>
        where TD : struct
        where TTerm : struct, IDoubleTerm
    {
        // Four chains hide the latency of an addition.
        TD s0 = TS.Zero, s1 = TS.Zero, s2 = TS.Zero, s3 = TS.Zero;
        int n = TS.Count;
        int i = 0;
        for (; i <= count - (4 * n); i += 4 * n)
        {
            // each v from 0 to 3:
            //     s{v} = TTerm.Add<TS, TD>(s{v}, TS.LoadWidened(x + i{+ v n}));
            s0 = TTerm.Add<TS, TD>(s0, TS.LoadWidened(x + i));
            s1 = TTerm.Add<TS, TD>(s1, TS.LoadWidened(x + i + n));
            s2 = TTerm.Add<TS, TD>(s2, TS.LoadWidened(x + i + (2 * n)));
            s3 = TTerm.Add<TS, TD>(s3, TS.LoadWidened(x + i + (3 * n)));
            // end
        }

        for (; i <= count - n; i += n)
        {
            s0 = TTerm.Add<TS, TD>(s0, TS.LoadWidened(x + i));
        }

        if (i < count)
        {
            s1 = TTerm.Add<TS, TD>(s1, TS.LoadWidenedPartial(x + i, count - i));
        }

        return TS.Sum(TS.Add(TS.Add(s0, s1), TS.Add(s2, s3)));
    }

    /// <summary>The sums of the columns of a matrix of floats, into <c>sums[0 … columns)</c>.</summary>
    /// <param name="x">The first number.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="sums">Receives the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns<TS, TD>(float* x, int rows, nint stride, int columns, double* sums)
        where TS : struct, IDoubleSimd<TD>
        where TD : struct
    {
        int n = TS.Count;
        int column = 0;
        for (; column <= columns - (8 * n); column += 8 * n)
        {
            EightVectors<TS, TD>(x + column, rows, stride, sums + column);
        }

        double* lanes = stackalloc double[n];
        for (; column < columns; column += n)
        {
            int count = Math.Min(n, columns - column);
            float* row = x + column;
            TD sum = TS.Zero;
            for (int r = 0; r < rows; r++, row += stride)
            {
                sum = TS.Add(sum, count == n ? TS.LoadWidened(row) : TS.LoadWidenedPartial(row, count));
            }

            TS.Store(sum, lanes);
            new ReadOnlySpan<double>(lanes, count).CopyTo(new Span<double>(sums + column, count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightVectors<TS, TD>(float* row, int rows, nint stride, double* sums)
        where TS : struct, IDoubleSimd<TD>
        where TD : struct
    {
        int n = TS.Count;
        TD s0 = TS.Zero, s1 = TS.Zero, s2 = TS.Zero, s3 = TS.Zero, s4 = TS.Zero, s5 = TS.Zero, s6 = TS.Zero, s7 = TS.Zero;
        for (int r = 0; r < rows; r++, row += stride)
        {
            // each v from 0 to 7:
            //     s{v} = TS.Add(s{v}, TS.LoadWidened(row{+ v n}));
            s0 = TS.Add(s0, TS.LoadWidened(row));
            s1 = TS.Add(s1, TS.LoadWidened(row + n));
            s2 = TS.Add(s2, TS.LoadWidened(row + (2 * n)));
            s3 = TS.Add(s3, TS.LoadWidened(row + (3 * n)));
            s4 = TS.Add(s4, TS.LoadWidened(row + (4 * n)));
            s5 = TS.Add(s5, TS.LoadWidened(row + (5 * n)));
            s6 = TS.Add(s6, TS.LoadWidened(row + (6 * n)));
            s7 = TS.Add(s7, TS.LoadWidened(row + (7 * n)));
            // end
        }

        // each v from 0 to 7:
        //     TS.Store(s{v}, sums{+ v n});
        TS.Store(s0, sums);
        TS.Store(s1, sums + n);
        TS.Store(s2, sums + (2 * n));
        TS.Store(s3, sums + (3 * n));
        TS.Store(s4, sums + (4 * n));
        TS.Store(s5, sums + (5 * n));
        TS.Store(s6, sums + (6 * n));
        TS.Store(s7, sums + (7 * n));
        // end
    }
}
