using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>
/// The maximum of 2×2 windows and its place. Places are 32-bit integers that travel in the lanes of float vectors, moved by bitwise
/// operations only.
/// </summary>
internal readonly unsafe struct TwoByTwoMax(PoolingGeometry g, PlaneTasks tasks, float* x, float* y, int* indices) : ISimdBody
{
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int width = g.Width;
        int outWidth = g.OutWidth;
        int outHeight = g.OutHeight;
        TV columns = EvenNumbers<TS, TV>();
        for (int plane = tasks.First(index); plane < tasks.End(index); plane++)
        {
            float* input = x + ((nint)plane * g.Height * width);
            nint output = (nint)plane * outHeight * outWidth;
            for (int row = 0; row < outHeight; row++, output += outWidth)
            {
                for (int column = 0; column < outWidth; column += TS.Count)
                {
                    int begin = TwoByTwo.Begin(column, outWidth, TS.Count);
                    int at = (2 * row * width) + (2 * begin);
                    TwoByTwo.Load<TS, TV>(input + at, outWidth, out TV topLow, out TV topHigh);
                    TwoByTwo.Load<TS, TV>(input + at + width, outWidth, out TV bottomLow, out TV bottomHigh);
                    TV best = TS.EvenLanes(topLow, topHigh);
                    TV place = TS.AddInt32(columns, Whole<TS, TV>(at));
                    TV first = place;
                    Challenge<TS, TV>(ref best, ref place, TS.OddLanes(topLow, topHigh), TS.AddInt32(first, Whole<TS, TV>(1)));
                    Challenge<TS, TV>(ref best, ref place, TS.EvenLanes(bottomLow, bottomHigh), TS.AddInt32(first, Whole<TS, TV>(width)));
                    Challenge<TS, TV>(
                        ref best, ref place, TS.OddLanes(bottomLow, bottomHigh), TS.AddInt32(first, Whole<TS, TV>(width + 1)));
                    TwoByTwo.Store<TS, TV>(best, y + output + begin, outWidth);
                    if (indices != null)
                    {
                        TwoByTwo.Store<TS, TV>(place, (float*)indices + output + begin, outWidth);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Challenge<TS, TV>(ref TV best, ref TV place, TV value, TV at)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV wins = TS.Or(TS.GreaterThan(value, best), TS.IsNaN(value));
        best = TS.Select(wins, value, best);
        place = TS.Select(wins, at, place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Whole<TS, TV>(int value)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Broadcast(BitConverter.Int32BitsToSingle(value));

    private static TV EvenNumbers<TS, TV>()
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int* numbers = stackalloc int[TS.Count];
        for (int i = 0; i < TS.Count; i++)
        {
            numbers[i] = 2 * i;
        }

        return TS.Load((float*)numbers);
    }
}
