using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.GemmCol2Im;

/// <summary>
/// The weights in the order in which <see cref="GemmCol2ImBody"/> sums: [group, input channel, tap column, tap row, output channel].
/// </summary>
internal readonly unsafe struct GemmCol2ImWeights(ConvolutionGeometry g, float* weight, float* ordered) : IParallelBody
{
    public void Execute(int index, int worker)
    {
        int area = g.KernelHeight * g.KernelWidth;
        nint filter = (nint)g.InChannelsPerGroup * area;
        float* group = weight + (index * filter * g.OutChannelsPerGroup);
        float* target = ordered + (index * filter * g.OutChannelsPerGroup);
        for (int c = 0; c < g.InChannelsPerGroup; c++)
        {
            for (int u = 0; u < g.KernelWidth; u++)
            {
                for (int t = 0; t < g.KernelHeight; t++)
                {
                    float* source = group + (c * area) + (t * g.KernelWidth) + u;
                    for (int o = 0; o < g.OutChannelsPerGroup; o++)
                    {
                        *target++ = source[o * filter];
                    }
                }
            }
        }
    }
}
