using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

[Trait("Kind", "Kernel")]
public class ImageTests
{
    /// <summary>Where one pass serves both gradients, chunks of one image and of several, padding, and where two do.</summary>
    [Theory]
    [InlineData(9, 1, 28, 6, 5, 0, 1)]
    [InlineData(70, 1, 20, 10, 5, 0, 1)]
    [InlineData(9, 2, 20, 6, 5, 0, 1)]
    [InlineData(9, 3, 32, 16, 3, 1, 1)]
    [InlineData(40, 2, 18, 14, 3, 0, 2)]
    [InlineData(5, 2, 11, 5, 2, 0, 1)]
    [InlineData(2, 16, 16, 16, 3, 1, 1)]
    public void WeightAndBiasTogetherAreTheSame(int batch, int channels, int size, int filters, int kernel, int padding, int groups)
    {
        var g = new ConvolutionGeometry(new(batch, channels, size, size, filters, kernel, kernel)
        {
            PaddingHeight = padding,
            PaddingWidth = padding,
            Groups = groups,
        });
        float[] x = TestNumbers.Uniform(g.InputLength, 1);
        float[] dy = TestNumbers.Uniform(g.OutputLength, 2);
        using var team = new ThreadTeam(2);
        float[] expected = new float[g.WeightLength];
        ConvolutionKernel.GradientWeight(team, g, x, dy, expected);
        float[] dWeight = new float[g.WeightLength];
        float[] dBias = new float[g.OutChannels];
        Array.Fill(dBias, float.NaN);
        ConvolutionKernel.GradientParameters(team, g, x, dy, dWeight, dBias);
        TestNumbers.AssertSameBits(expected, dWeight);
        int plane = g.OutHeight * g.OutWidth;
        for (int filter = 0; filter < filters; filter++)
        {
            IEnumerable<double> terms = Enumerable.Range(0, batch * plane)
                .Select(i => (double)dy[((((i / plane) * filters) + filter) * plane) + (i % plane)]);
            Assert.Equal(terms.Sum(), dBias[filter], 1e-6 * terms.Sum(Math.Abs));
        }

        using var three = new ThreadTeam(3);
        float[] again = new float[g.OutChannels];
        ConvolutionKernel.GradientParameters(three, g, x, dy, dWeight, again);
        TestNumbers.AssertSameBits(dBias, again);
    }
}
