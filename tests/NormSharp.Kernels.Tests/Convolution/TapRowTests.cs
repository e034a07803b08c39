using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

[Trait("Kind", "Kernel")]
public class TapRowTests
{
    [Fact]
    public void InfinityReachesWhatItsTapsMeetAndNothingElse()
    {
        var g = new ConvolutionGeometry(new(2, 6, 12, 12, 16, 5, 5));
        float[] dy = new float[g.OutputLength];
        dy[(3 * 8) + 1] = float.PositiveInfinity;
        float[] weight = new float[g.WeightLength];
        Array.Fill(weight, 1);
        float[] dx = new float[g.InputLength];
        using var team = new ThreadTeam(1);
        ConvolutionKernel.GradientInput(team, g, dy, weight, dx);
        for (int i = 0; i < dx.Length; i++)
        {
            (int row, int column) = (i / 12 % 12, i % 12);
            bool met = i < 6 * 144 && row is >= 3 and <= 7 && column is >= 1 and <= 5;
            Assert.Equal(met ? float.PositiveInfinity : 0, dx[i]);
        }
    }
}
