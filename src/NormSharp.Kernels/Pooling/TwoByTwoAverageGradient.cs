using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>A quarter of each output's gradient, four times; the odd last row and column take no part.</summary>
/// <remarks>
/// Vectors reach beyond the ends of rows, where the next row writes over what they leave: only where a task or the gradients end are they
/// cut.
/// </remarks>
internal readonly unsafe struct TwoByTwoAverageGradient(PoolingGeometry g, PlaneTasks tasks, float* dy, float* dx) : ISimdBody
{
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint plane = (nint)g.Height * g.Width;
        nint outPlane = (nint)g.OutHeight * g.OutWidth;
        float* end = dy + (g.Planes * outPlane);
        float* stop = dx + (tasks.End(index) * plane);

        // Planes of even height are one.
        int step = (g.Height & 1) == 0 ? tasks.End(index) - tasks.First(index) : 1;
        for (int i = tasks.First(index); i < tasks.End(index); i += step)
        {
            Rows<TS, TV>(dy + (i * outPlane), end, dx + (i * plane), stop, step * g.OutHeight);
        }
    }

    /// <summary>Pairs of rows that follow each other.</summary>
    /// <param name="output">Its rows of gradients.</param>
    /// <param name="end">The end of what may be read.</param>
    /// <param name="input">Its rows of shares.</param>
    /// <param name="stop">The end of what may be written.</param>
    /// <param name="rows">How many rows of gradients.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Rows<TS, TV>(float* output, float* end, float* input, float* stop, int rows)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV quarter = TS.Broadcast(0.25f);
        nint width = g.Width;
        nint outWidth = g.OutWidth;
        bool odd = (width & 1) != 0;

        // With several vectors a row, the first row's last would write over the second row's first.
        bool reaches = !odd && (outWidth <= TS.Count || width % TS.Count == 0);
        for (; rows > 0; rows--, input += 2 * width, output += outWidth)
        {
            bool whole = reaches && end - output >= outWidth + TS.Count && stop - input >= (2 * width) + TS.Count;
            for (nint column = 0; column < outWidth; column += TS.Count)
            {
                int count = (int)nint.Min(TS.Count, outWidth - column);
                float* top = input + (2 * column);
                if (whole)
                {
                    // Of the upper halves, what lies after the first row's end is written over by the lower half of the second.
                    TV share = TS.Multiply(quarter, TS.Load(output + column));
                    TV low = TS.TwiceLower(share);
                    TS.Store(low, top);
                    if (2 * count > TS.Count)
                    {
                        TV high = TS.TwiceUpper(share);
                        TS.Store(high, top + TS.Count);
                        TS.Store(low, top + width);
                        TS.Store(high, top + width + TS.Count);
                    }
                    else
                    {
                        TS.Store(low, top + width);
                    }
                }
                else
                {
                    TV share = TS.Multiply(quarter, TS.LoadPartial(output + column, count));
                    TV low = TS.TwiceLower(share);
                    TV high = TS.TwiceUpper(share);
                    TwoByTwo.StorePair<TS, TV>(low, high, top, count);
                    TwoByTwo.StorePair<TS, TV>(low, high, top + width, count);
                }
            }

            if (odd)
            {
                input[width - 1] = 0;
                input[(2 * width) - 1] = 0;
            }
        }

        if ((g.Height & 1) != 0)
        {
            new Span<float>(input, g.Width).Clear();
        }
    }
}
