using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Convolution.WholeImages;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>One geometry whose images are read in place by whole vectors wherever that can be run, whether it would pay or not.</summary>
internal sealed unsafe class ImageRowCase(ConvolutionGeometry g, int seed = 1) : ConvolutionCase(g, seed)
{
    private readonly ConvolutionGeometry _g = g;

    protected override void RunForward(ThreadTeam team, float[] x, float[] weight, float[] bias, float[] y)
    {
        fixed (float* px = x, pw = weight, pb = bias, py = y)
        {
            Correlation correlation = ForwardPass.Correlation(_g, px, pw, pb, py);
            if (!ImageShape.RowsFit(correlation))
            {
                base.RunForward(team, x, weight, bias, y);
                return;
            }

            ImageRowCorrelation.Run(team, correlation);
        }
    }
}
