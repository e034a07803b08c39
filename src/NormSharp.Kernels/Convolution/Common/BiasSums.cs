using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>
/// The gradient with respect to the bias: a sum over images and positions for each channel, planes in float, images in double.
/// </summary>
/// <remarks>Reads dy once.</remarks>
internal static unsafe class BiasSums
{
    /// <summary>Floats of one chain of additions, over four vectors.</summary>
    private const int Block = 1024;

    public static void Run(ThreadTeam team, in ConvolutionGeometry g, float* dy, float* dBias) =>
        team.ForSimd(g.OutChannels, new Body(dy, dBias, g.Batch, g.OutChannels, g.OutHeight * g.OutWidth));

    /// <summary>The sum of one channel of one image.</summary>
    public static double SumPlane<TS, TV>(float* source, int plane)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        double total = 0;
        for (int start = 0; start < plane; start += Block)
        {
            total += Sum<TS, TV>(source + start, Math.Min(Block, plane - start));
        }

        return total;
    }

    /// <summary>Σ of some numbers.</summary>
    private static float Sum<TS, TV>(float* source, int length)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV a = TS.Zero, b = TS.Zero, c = TS.Zero, d = TS.Zero;
        int i = 0;
        for (; i + (4 * TS.Count) <= length; i += 4 * TS.Count)
        {
            a = TS.Add(a, TS.Load(source + i));
            b = TS.Add(b, TS.Load(source + i + TS.Count));
            c = TS.Add(c, TS.Load(source + i + (2 * TS.Count)));
            d = TS.Add(d, TS.Load(source + i + (3 * TS.Count)));
        }

        for (; i < length; i += TS.Count)
        {
            a = TS.Add(a, TS.LoadPartial(source + i, Math.Min(TS.Count, length - i)));
        }

        return TS.Sum(TS.Add(TS.Add(a, b), TS.Add(c, d)));
    }

    private readonly struct Body(float* dy, float* dBias, int images, int channels, int plane) : ISimdBody
    {
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            double total = 0;
            for (int image = 0; image < images; image++)
            {
                float* source = dy + ((((nint)image * channels) + index) * plane);
                total += SumPlane<TS, TV>(source, plane);
            }

            dBias[index] = (float)total;
        }
    }
}
