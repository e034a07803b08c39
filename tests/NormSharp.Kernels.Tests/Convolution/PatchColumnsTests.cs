using NormSharp.Kernels.Convolution.PatchesGemm;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

[Trait("Kind", "Kernel")]
public class PatchColumnsTests
{
    /// <summary>Even numbers of vectors and odd ones, whose last is computed twice; a run for each tap where columns are dilated.</summary>
    [Theory]
    [InlineData(6, 5, 1, 16, 150.0 / 160)]
    [InlineData(6, 5, 1, 8, 150.0 / 160)]
    [InlineData(16, 3, 1, 16, 144.0 / 160)]
    [InlineData(1, 5, 1, 16, 25.0 / 96)]
    [InlineData(8, 2, 1, 4, 1)]
    [InlineData(6, 5, 2, 16, 150.0 / 416)]
    public void FillIsTheShareOfLanesThatHoldTerms(int channels, int kernel, int dilation, int lanes, double expected)
    {
        var g = new ConvolutionGeometry(new(2, channels, 12, 12, 8, kernel, kernel)
        {
            DilationHeight = dilation,
            DilationWidth = dilation,
        });
        Assert.Equal(expected, new PatchColumns(g, lanes).Fill, 1e-12);
    }
}
