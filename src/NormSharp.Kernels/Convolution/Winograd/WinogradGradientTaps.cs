using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>Last step of <see cref="WinogradWeightGradient"/>: the sums of one filter to its taps, in the order of the weight.</summary>
internal readonly unsafe struct WinogradGradientTaps(WinogradGradientMemory memory, float* dWeight) : ISimdBody
{
    private const int Area = WinogradPoints.Taps * WinogradPoints.Taps;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint stride = memory.Shape.ChannelStride;
        float* sums = memory.Staged(worker);
        float* taps = sums + (WinogradPoints.Products * stride);
        for (nint point = 0; point < WinogradPoints.Products; point++)
        {
            double* totals = memory.Sums + (point * memory.PointLength) + (index * stride);
            for (nint channel = 0; channel < stride; channel++)
            {
                sums[(point * stride) + channel] = (float)totals[channel];
            }
        }

        var from = new TileTransform.Strided(sums, WinogradPoints.Count * stride, stride);
        var to = new TileTransform.Strided(taps, WinogradPoints.Taps * stride, stride);
        TileTransform.Run<FilterGradientTransform, TS, TV>(from, memory.Shape.ChannelStride, memory.Half(worker), to);
        int channels = memory.Shape.Channels;
        Transpose.Matrix(taps, stride, Area, channels, dWeight + ((nint)index * channels * Area), Area);
    }
}
