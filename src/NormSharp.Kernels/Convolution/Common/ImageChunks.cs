using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>
/// How many parts of a batch have sums of their own: enough for all threads, few enough for memory; depends on the sizes alone.
/// </summary>
internal static class ImageChunks
{
    private const int MostChunks = 32;
    private const long PartialGoal = 8 << 20;

    /// <param name="g">Sizes.</param>
    /// <param name="width">Floats of a filter's sums.</param>
    public static int Count(in ConvolutionGeometry g, int width) =>
        (int)Math.Clamp(Math.Min(PartialGoal / ((long)g.OutChannels * width), g.Batch), 1, MostChunks);
}
