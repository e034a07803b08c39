using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>Adds the sums of the chunks up in double, in order, and puts them into the order of the filter.</summary>
/// <param name="partials">[chunk, filter, width].</param>
/// <param name="dWeight">[filter, term], written.</param>
/// <param name="chunks">How many chunks.</param>
/// <param name="length">Numbers in the weight.</param>
/// <param name="filters">Output channels.</param>
/// <param name="width">Numbers in a filter's row of sums.</param>
/// <param name="order">Where the terms lie in a row.</param>
internal readonly unsafe struct WeightGradientMerge<TOrder>(
    float* partials, float* dWeight, int chunks, int length, int filters, int width, TOrder order) : IDoubleSimdBody
    where TOrder : unmanaged, ITermOrder
{
    /// <summary>Numbers of a row that are added up together: a chunk's row is read in one go.</summary>
    private const int Block = 1024;

    private readonly int _terms = length / filters;

    /// <summary>A task for every filter.</summary>
    public int Tasks => filters;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Execute<TS, TD>(int index, int worker)
        where TS : struct, IDoubleSimd<TD>
        where TD : struct
    {
        double* totals = stackalloc double[Block];
        for (int first = 0; first < width; first += Block)
        {
            int count = Math.Min(Block, width - first);
            Total<TS, TD>(partials + ((nint)index * width) + first, count, totals);
            order.Place(first, count, totals, dWeight + ((nint)index * _terms));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Total<TS, TD>(float* sums, int count, double* totals)
        where TS : struct, IDoubleSimd<TD>
        where TD : struct
    {
        nint chunkLength = (nint)filters * width;
        int whole = count / TS.Count * TS.Count;
        for (int i = 0; i < whole; i += TS.Count)
        {
            float* source = sums + i;
            TD total = TS.Zero;
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                total = TS.Add(total, TS.LoadWidened(source));
                source += chunkLength;
            }

            TS.Store(total, totals + i);
        }

        for (int i = whole; i < count; i++)
        {
            double total = 0;
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                total += sums[i + (chunk * chunkLength)];
            }

            totals[i] = total;
        }
    }
}
