using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Convolution.BatchLanes;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>One geometry with the batch along the vectors, whether that would pay or not.</summary>
internal sealed unsafe class LaneCase(ConvolutionGeometry g, int seed = 1) : ConvolutionCase(g, seed)
{
    private readonly ConvolutionGeometry _g = g;

    protected override void RunForward(ThreadTeam team, float[] x, float[] weight, float[] bias, float[] y)
    {
        fixed (float* px = x, pw = weight, pb = bias, py = y)
        {
            LaneCorrelation.Run(team, ForwardPass.Correlation(_g, px, pw, pb, py));
        }
    }

    protected override void RunGradientInput(ThreadTeam team, float[] dy, float[] weight, float[] dx)
    {
        if (_g.StrideHeight != 1 || _g.StrideWidth != 1)
        {
            base.RunGradientInput(team, dy, weight, dx);
            return;
        }

        fixed (float* pdy = dy, pw = weight, pdx = dx)
        {
            InputGradient.ByLanes(team, _g, pdy, pw, pdx);
        }
    }

    protected override void RunGradientWeight(ThreadTeam team, float[] x, float[] dy, float[] dWeight)
    {
        fixed (float* px = x, pdy = dy, pdw = dWeight)
        {
            LaneWeightGradient.Run(team, ForwardPass.Correlation(_g, px, null, null, null), pdy, pdw);
        }
    }
}
