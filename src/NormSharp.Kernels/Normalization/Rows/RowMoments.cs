using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>The statistics of one row, which is read several times while a cache holds it.</summary>
/// <remarks>
/// Sums are taken of what is left when a number near the mean is subtracted, in float lanes over cells, and in double above. A cell is so
/// long that a lane adds <see cref="RowCells.NumbersPerLane"/> numbers at most, however many lanes a vector has: what rounding costs does
/// not depend on the vector set.
/// </remarks>
internal static unsafe class RowMoments
{
    private const MethodImplOptions InnerLoop = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>The mean and M2 = Σ(x − mean)².</summary>
    public static (double Mean, double M2) Centered<TS, TV>(float* x, int length)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // The mean of a few numbers is mostly within a deviation of the mean, and then sums from there lose nothing. Where it is not, it
        // leads to a center that is, and the row is read again.
        int step = length / 4;
        float center = 0.25f * ((x[0] + x[step]) + (x[2 * step] + x[3 * step]));
        (double first, double second) = Sums<TS, TV>(x, length, center);
        double shift = first / length;
        if (!(2 * first * shift <= second))
        {
            center = (float)(center + shift);
            (first, second) = Sums<TS, TV>(x, length, center);
            shift = first / length;
        }

        return (center + shift, Math.Max(second - (first * shift), 0));
    }

    /// <summary>Σx².</summary>
    public static double SumOfSquares<TS, TV>(float* x, int length)
        where TS : struct, ISimd<TV>
        where TV : struct => Sums<TS, TV>(x, length, 0).Second;

    /// <summary>Σd and Σd², where d = x − center.</summary>
    private static (double First, double Second) Sums<TS, TV>(float* x, int length, float center)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* sums = stackalloc float[2 * TS.Count];
        double first = 0;
        double second = 0;
        int cellLength = RowCells.Length<TS, TV>();
        for (int start = 0; start < length; start += cellLength)
        {
            Cell<TS, TV>(x + start, int.Min(cellLength, length - start), center, sums);
            first += Lanes.Sum<TS, TV>(TS.Load(sums));
            second += Lanes.Sum<TS, TV>(TS.Load(sums + TS.Count));
        }

        return (first, second);
    }

    [MethodImpl(InnerLoop)]
    private static void Cell<TS, TV>(float* x, int length, float center, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV c = TS.Broadcast(center);
        TV s0 = TS.Zero, s1 = TS.Zero, t0 = TS.Zero, t1 = TS.Zero;
        int i = 0;
        for (; i <= length - (2 * TS.Count); i += 2 * TS.Count)
        {
            TV d0 = TS.Subtract(TS.Load(x + i), c);
            TV d1 = TS.Subtract(TS.Load(x + i + TS.Count), c);
            s0 = TS.Add(s0, d0);
            s1 = TS.Add(s1, d1);
            t0 = TS.MultiplyAdd(d0, d0, t0);
            t1 = TS.MultiplyAdd(d1, d1, t1);
        }

        if (i <= length - TS.Count)
        {
            TV d = TS.Subtract(TS.Load(x + i), c);
            s0 = TS.Add(s0, d);
            t0 = TS.MultiplyAdd(d, d, t0);
            i += TS.Count;
        }

        if (i < length)
        {
            TV d = TS.And(Lanes.First<TS, TV>(length - i), TS.Subtract(TS.LoadPartial(x + i, length - i), c));
            s1 = TS.Add(s1, d);
            t1 = TS.MultiplyAdd(d, d, t1);
        }

        TS.Store(TS.Add(s0, s1), sums);
        TS.Store(TS.Add(t0, t1), sums + TS.Count);
    }
}
