using System.Runtime.CompilerServices;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>Second step of <see cref="WinogradWeightGradient"/>: sums over a pass's tiles for one point and a block of filters.</summary>
internal readonly unsafe struct WinogradGradientSums(WinogradGradientMemory memory, int tiles, bool isFirst) : ISimdBody
{
    /// <summary>
    /// Tiles of one chain of multiply-adds: most of the error is that of long chains, which the last transform magnifies.
    /// </summary>
    private const int TileBlock = 48;

    /// <summary>Filters of a task.</summary>
    private const int FilterBlock = 96;

    /// <summary>How many indices the loop has.</summary>
    public int Tasks => WinogradPoints.Products * FilterBlocks;

    private int FilterBlocks => (memory.Shape.Filters + FilterBlock - 1) / FilterBlock;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int point = index / FilterBlocks;
        int filter = index % FilterBlocks * FilterBlock;
        int filters = Math.Min(FilterBlock, memory.Shape.Filters - filter);
        float* sums = memory.Staged(worker);
        Multiply<TS, TV>(memory, point, filter, filters, tiles, sums, accumulate: false);
        nint stride = memory.Shape.ChannelStride;
        AddToTotals(sums, memory.Sums + (point * memory.PointLength) + ((nint)filter * stride), (nint)filters * stride);
    }

    /// <summary>sums[filter, channel] (+)= Σ over tiles of one point, for some filters, in chains of <see cref="TileBlock"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TS, TV>(
        in WinogradGradientMemory memory, int point, int filter, int filters, int tiles, float* sums, bool accumulate)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int stride = memory.Shape.ChannelStride;
        int filterStride = memory.Shape.FilterStride;
        float* inputs = memory.Inputs + (point * memory.InputStride);
        float* gradients = memory.Gradients + (point * memory.GradientStride) + filter;
        for (int tile = 0; tile < tiles; tile += TileBlock)
        {
            int steps = Math.Min(TileBlock, tiles - tile);
            var rows = new StridedRows(gradients + ((nint)tile * filterStride), 1, filterStride);
            for (int channel = 0; channel < stride; channel += 2 * TS.Count)
            {
                bool pair = channel + TS.Count < stride;
                var c = new Tile(sums + channel, stride, pair ? TS.Count : 0, 2 * TS.Count, accumulate || tile > 0);
                float* b = inputs + ((nint)tile * stride) + channel;
                if (pair)
                {
                    RowTiling.Run<TS, TV>(filters, steps, rows, new VectorPair(b, TS.Count), memory.Offsets, c);
                }
                else
                {
                    RowTiling.RunNarrow<TS, TV>(filters, steps, rows, b, memory.Offsets, c);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddToTotals(float* sums, double* totals, nint length)
    {
        if (isFirst)
        {
            for (nint i = 0; i < length; i++)
            {
                totals[i] = sums[i];
            }
        }
        else
        {
            for (nint i = 0; i < length; i++)
            {
                totals[i] += sums[i];
            }
        }
    }
}
