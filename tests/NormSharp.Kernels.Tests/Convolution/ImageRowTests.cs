using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Convolution.WholeImages;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

[Trait("Kind", "Kernel")]
public class ImageRowTests
{
    /// <summary>Six filters, fewer and more; rows of one vector of 16 and of several; a single row of pairs; groups, dilation, taps of one number; tasks of one image and of several.</summary>
    public static TheoryData<ConvolutionGeometry> Geometries => new()
    {
        new ConvolutionGeometry(9, 1, 36, 36, 6, 5, 5),
        new ConvolutionGeometry(70, 6, 20, 20, 16, 5, 5),
        new ConvolutionGeometry(3, 2, 5, 18, 1, 2, 3),
        new ConvolutionGeometry(2, 3, 1, 34, 7, 1, 3),
        new ConvolutionGeometry(5, 12, 10, 34, 18, 3, 3, Groups: 3),
        new ConvolutionGeometry(2, 40, 8, 16, 13, 1, 1),
        new ConvolutionGeometry(3, 2, 11, 36, 6, 2, 3, 1, 1, 0, 0, 3, 2),
        new ConvolutionGeometry(0, 1, 36, 36, 6, 5, 5),
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public unsafe void AgreesWithItsTwin(ConvolutionGeometry geometry)
    {
        Assert.True(ImageShape.RowsFit(ForwardPass.Correlation(geometry, null, null, null, null)));
        using var team = new ThreadTeam(2);
        new ImageRowCase(geometry).Check(team);
    }

    [Theory]
    [MemberData(nameof(ConvolutionTests.Geometries), MemberType = typeof(ConvolutionTests))]
    public void AgreesWithItsTwinOnEveryGeometry(string name, ConvolutionGeometry geometry)
    {
        Assert.NotEmpty(name);
        using var team = new ThreadTeam(2);
        new ImageRowCase(geometry).Check(team);
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void BitsDoNotDependOnThreads(ConvolutionGeometry geometry)
    {
        var convolution = new ImageRowCase(geometry);
        float[] expected = TestNumbers.OnAnyThreads(convolution.Everything);
        using var three = new ThreadTeam(3);
        TestNumbers.AssertSameBits(expected, convolution.Everything(three));
    }

    [Fact]
    public unsafe void RowsThatAreNotWholeVectorsAndPaddedImagesAreLeftOut()
    {
        var fitting = new ConvolutionGeometry(9, 1, 36, 36, 6, 5, 5);
        foreach (ConvolutionGeometry other in new[]
        {
            fitting with { Width = 35 },
            fitting with { PaddingHeight = 1 },
            fitting with { Width = 32, PaddingWidth = 2 },
            fitting with { Height = 35 + 36, StrideHeight = 2 },
            fitting with { Width = 5 + (2 * SimdWidth.Count) - 1, Height = 5 + 1, StrideWidth = 2 },
        })
        {
            Assert.False(ImageShape.RowsFit(ForwardPass.Correlation(other, null, null, null, null)), $"{other}");
        }

        // An odd number of vectors leaves no pair for the last.
        ConvolutionGeometry odd = fitting with { Height = 5 + 2, Width = 4 + SimdWidth.Count };
        Assert.False(ImageShape.RowsFit(ForwardPass.Correlation(odd, null, null, null, null)));
    }
}
