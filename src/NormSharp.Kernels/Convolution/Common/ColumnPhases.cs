using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>
/// A row of a source of which each tap reads every second column, taken apart once: taps of the same residue read the same half,
/// shifted, so that each vector of the row is loaded once and not once for every tap.
/// </summary>
internal readonly unsafe struct ColumnPhases
{
    private readonly Axis _columns;
    private readonly int _length;

    public ColumnPhases(in Axis columns)
    {
        _columns = columns;
        _length = columns.Output + columns.MaximumShift;
        Stride = ((_length + 15) / 16 * 16) + SimdWidth.Count;
        Pays = columns is { Step: 2, Taps: > 1 };
    }

    /// <summary>Whether it is worth its time.</summary>
    public bool Pays { get; }

    /// <summary>Floats from one half to the other.</summary>
    public int Stride { get; }

    /// <summary>Where a tap's outputs begin in a row that was taken apart.</summary>
    public nint Start(int tap) => ((nint)_columns.Residue(tap) * Stride) + _columns.Shift(tap);

    /// <summary>Takes a row apart: half h at i is source column Origin + h + 2·i, zero outside.</summary>
    /// <param name="line">The row.</param>
    /// <param name="sourceEnd">Nothing is read from here on.</param>
    /// <param name="next">
    /// Floats to the row that will be wanted after a while: a band's rows are too short for the processor to foresee.
    /// </param>
    /// <param name="halves">Both halves.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Split<TS, TV>(float* line, float* sourceEnd, nint next, float* halves)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int origin = _columns.Origin;
        int column = Math.Max(origin, 0);
        int end = Math.Min(_columns.Source, origin + (2 * _length));
        float* even = halves + (((column - origin) & 1) * Stride) + ((column - origin) >> 1);
        float* odd = halves + (((column + 1 - origin) & 1) * Stride) + ((column + 1 - origin) >> 1);
        for (; column < end; column += 2 * TS.Count)
        {
            float* from = line + column;
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(from + next);
                Sse.Prefetch0(from + next + TS.Count);
            }

            TV low;
            TV high;
            if (from + (2 * TS.Count) <= sourceEnd)
            {
                low = TS.Load(from);
                high = TS.Load(from + TS.Count);
            }
            else
            {
                int left = (int)(sourceEnd - from);
                low = TS.LoadPartial(from, Math.Min(left, TS.Count));
                high = TS.LoadPartial(from + TS.Count, Math.Max(0, left - TS.Count));
            }

            TS.Store(TS.EvenLanes(low, high), even);
            TS.Store(TS.OddLanes(low, high), odd);
            even += TS.Count;
            odd += TS.Count;
        }

        for (int half = 0; half < 2; half++)
        {
            float* target = halves + (half * Stride);
            (int inside, int outside) = _columns.Inside(origin + half, _length);
            for (int i = 0; i < inside; i++)
            {
                target[i] = 0;
            }

            for (int i = outside; i < _length; i++)
            {
                target[i] = 0;
            }
        }
    }
}
