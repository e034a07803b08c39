using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>Adds the chunks' sums of one point up in double, in order.</summary>
/// <param name="memory">Where the totals go.</param>
/// <param name="partials">[chunk, point, filter, channel].</param>
/// <param name="chunks">How many.</param>
internal readonly unsafe struct WinogradGradientMerge(WinogradGradientMemory memory, float* partials, int chunks) : IDoubleSimdBody
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Execute<TS, TD>(int index, int worker)
        where TS : struct, IDoubleSimd<TD>
        where TD : struct
    {
        nint length = memory.PointLength;
        nint chunkLength = WinogradPoints.Products * length;
        float* sums = partials + (index * length);
        double* totals = memory.Sums + (index * length);
        for (nint i = 0; i < length; i += TS.Count)
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
    }
}
