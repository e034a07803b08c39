using NormSharp.Kernels.Convolution.TapRows;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>One geometry whose input's gradient goes by rows of taps wherever that can be run, whether it would pay or not.</summary>
internal sealed unsafe class TapRowCase(ConvolutionGeometry g, int seed = 1) : ConvolutionCase(g, seed)
{
    private readonly ConvolutionGeometry _g = g;

    protected override void RunGradientInput(ThreadTeam team, float[] dy, float[] weight, float[] dx)
    {
        if (!TapRowShape.Fits(_g))
        {
            base.RunGradientInput(team, dy, weight, dx);
            return;
        }

        fixed (float* pdy = dy, pw = weight, pdx = dx)
        {
            TapRowGradient.Run(team, _g, pdy, pw, pdx);
        }
    }
}
