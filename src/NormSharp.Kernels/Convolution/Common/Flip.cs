using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>
/// Collects the taps of a residue for each input channel: a row of [output channel of the group, tap row, tap column]. The order of the
/// taps is that of the filter; the correlation's axes run backwards instead.
/// </summary>
internal readonly unsafe struct Flip(ConvolutionGeometry g, float* weight, float* flipped, ResidueTaps rows, ResidueTaps columns)
    : IParallelBody
{
    public void Execute(int index, int worker)
    {
        int group = index / g.InChannelsPerGroup;
        int channel = index % g.InChannelsPerGroup;
        int area = g.KernelHeight * g.KernelWidth;
        float* target = flipped + ((nint)index * g.OutChannelsPerGroup * rows.Count * columns.Count);
        for (int o = 0; o < g.OutChannelsPerGroup; o++)
        {
            nint filter = (((nint)group * g.OutChannelsPerGroup) + o) * g.InChannelsPerGroup;
            float* source = weight + ((filter + channel) * area);
            for (int t = 0; t < rows.Count; t++)
            {
                float* line = source + ((rows.First + (t * rows.Period)) * g.KernelWidth) + columns.First;
                for (int u = 0; u < columns.Count; u++)
                {
                    *target++ = line[u * columns.Period];
                }
            }
        }
    }
}
