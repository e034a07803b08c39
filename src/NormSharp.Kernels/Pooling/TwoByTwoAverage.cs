using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>The mean of 2×2 windows: two rows added, then even and odd columns.</summary>
/// <remarks>
/// Vectors reach beyond the ends of rows, where the next row writes over what they leave: only where a task or the input ends are they cut.
/// </remarks>
internal readonly unsafe struct TwoByTwoAverage(PoolingGeometry g, PlaneTasks tasks, float* x, float* y) : ISimdBody
{
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint plane = (nint)g.Height * g.Width;
        nint outPlane = (nint)g.OutHeight * g.OutWidth;
        float* end = x + (g.Planes * plane);
        float* stop = y + (tasks.End(index) * outPlane);

        // Planes of even height are one.
        int step = (g.Height & 1) == 0 ? tasks.End(index) - tasks.First(index) : 1;
        for (int i = tasks.First(index); i < tasks.End(index); i += step)
        {
            Rows<TS, TV>(x + (i * plane), end, y + (i * outPlane), stop, step * g.OutHeight);
        }
    }

    /// <summary>Pairs of rows that follow each other.</summary>
    /// <param name="input">Its rows.</param>
    /// <param name="end">The end of what may be read.</param>
    /// <param name="output">Its rows of means.</param>
    /// <param name="stop">The end of what may be written.</param>
    /// <param name="rows">How many rows of outputs.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Rows<TS, TV>(float* input, float* end, float* output, float* stop, int rows)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV quarter = TS.Broadcast(0.25f);
        nint width = g.Width;
        nint outWidth = g.OutWidth;
        for (; rows > 0; rows--, input += 2 * width, output += outWidth)
        {
            bool whole = end - input >= (2 * width) + (2 * TS.Count) && stop - output >= outWidth + TS.Count;
            for (nint column = 0; column < outWidth; column += TS.Count)
            {
                float* top = input + (2 * column);
                float* bottom = top + width;
                if (whole)
                {
                    TV low = TS.Add(TS.Load(top), TS.Load(bottom));
                    TV high = TS.Add(TS.Load(top + TS.Count), TS.Load(bottom + TS.Count));
                    TS.Store(TS.Multiply(quarter, TS.Add(TS.EvenLanes(low, high), TS.OddLanes(low, high))), output + column);
                }
                else
                {
                    int count = (int)nint.Min(TS.Count, outWidth - column);
                    int first = int.Min(TS.Count, 2 * count);
                    int second = (2 * count) - first;
                    TV low = TS.Add(TS.LoadPartial(top, first), TS.LoadPartial(bottom, first));
                    TV high = TS.Add(TS.LoadPartial(top + TS.Count, second), TS.LoadPartial(bottom + TS.Count, second));
                    TS.StorePartial(TS.Multiply(quarter, TS.Add(TS.EvenLanes(low, high), TS.OddLanes(low, high))), output + column, count);
                }
            }
        }
    }
}
