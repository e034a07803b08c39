using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Reductions;

/// <summary>Maxima and their positions, one thread's share. NaN counts as larger than any number; the first of equals wins.</summary>
internal static unsafe class Maxima
{
    /// <summary>The maximum of contiguous numbers; at least one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Candidate Row<TS, TV>(float* x, int count)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        var best = new Candidate(x[0], 0);
        int i = 1;
        if (count >= 2 * TS.Count)
        {
            // A lane keeps the first position, as the bits of an integer, of its own maximum.
            TV values = TS.Load(x);
            TV bases = TS.Zero;
            for (i = TS.Count; i <= count - TS.Count; i += TS.Count)
            {
                TV next = TS.Load(x + i);
                TV keep = TS.Or(TS.GreaterThanOrEqual(values, next), TS.IsNaN(values));
                values = TS.Select(keep, values, next);
                bases = TS.Select(keep, bases, TS.Broadcast(BitConverter.Int32BitsToSingle(i)));
            }

            best = MergeLanes<TS, TV>(values, bases);
        }

        for (; i < count; i++)
        {
            if (best.YieldsTo(x[i]))
            {
                best = new Candidate(x[i], i);
            }
        }

        return best;
    }

    /// <summary>The maximum of each column, for up to <see cref="ISimd{TVector}.Count"/> columns; at least one row.</summary>
    /// <param name="x">The first number.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="values">Receives the maxima.</param>
    /// <param name="indices">Receives their rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns<TS, TV>(float* x, int rows, nint stride, int columns, float* values, int* indices)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV best = TS.LoadPartial(x, columns);
        TV index = TS.Zero;
        for (int r = 1; r < rows; r++)
        {
            TV next = TS.LoadPartial(x + (r * stride), columns);
            TV keep = TS.Or(TS.GreaterThanOrEqual(best, next), TS.IsNaN(best));
            best = TS.Select(keep, best, next);
            index = TS.Select(keep, index, TS.Broadcast(BitConverter.Int32BitsToSingle(r)));
        }

        TS.StorePartial(best, values, columns);
        TS.StorePartial(index, (float*)indices, columns);
    }

    private static Candidate MergeLanes<TS, TV>(TV values, TV bases)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* value = stackalloc float[TS.Count];
        int* position = stackalloc int[TS.Count];
        TS.Store(values, value);
        TS.Store(bases, (float*)position);
        var best = new Candidate(value[0], position[0]);
        for (int lane = 1; lane < TS.Count; lane++)
        {
            best = best.Better(new Candidate(value[lane], position[lane] + lane));
        }

        return best;
    }
}
