using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Convolution.WholeImages;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>One geometry with an image's positions along the vectors, wherever that can be run, whether it would pay or not.</summary>
internal sealed unsafe class ImageCase(ConvolutionGeometry g, int seed = 1) : ConvolutionCase(g, seed)
{
    private readonly ConvolutionGeometry _g = g;

    protected override void RunForward(ThreadTeam team, float[] x, float[] weight, float[] bias, float[] y)
    {
        fixed (float* px = x, pw = weight, pb = bias, py = y)
        {
            Correlation correlation = ForwardPass.Correlation(_g, px, pw, pb, py);
            if (!ImageShape.Fits(correlation))
            {
                base.RunForward(team, x, weight, bias, y);
                return;
            }

            ImageCorrelation.Run(team, correlation);
        }
    }

    protected override void RunGradientWeight(ThreadTeam team, float[] x, float[] dy, float[] dWeight)
    {
        fixed (float* px = x, pdy = dy, pdw = dWeight)
        {
            Correlation forward = ForwardPass.Correlation(_g, px, null, null, null);
            if (!ImageShape.GradientFits(forward))
            {
                base.RunGradientWeight(team, x, dy, dWeight);
                return;
            }

            ImageWeightGradient.Run(team, forward, pdy, pdw);
        }
    }
}
