using NormSharp.Kernels.Convolution.TapRows;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

[Trait("Kind", "Kernel")]
public class TapRowTests
{
    /// <summary>One block of columns and several, two full vectors and nearly empty ones, one filter and many, padded rows, groups, tasks of one image and of several.</summary>
    public static TheoryData<ConvolutionGeometry> Geometries => new()
    {
        new ConvolutionGeometry(17, 6, 12, 12, 16, 5, 5),
        new ConvolutionGeometry(2, 6, 5, 28, 1, 2, 5),
        new ConvolutionGeometry(70, 10, 7, 10, 3, 3, 3),
        new ConvolutionGeometry(3, 16, 4, 17, 5, 4, 2),
        new ConvolutionGeometry(2, 1, 3, 39, 4, 2, 32),
        new ConvolutionGeometry(3, 8, 9, 11, 7, 3, 4, 1, 1, 2, 0),
        new ConvolutionGeometry(2, 4, 3, 8, 3, 5, 1, 1, 1, 4, 0),
        new ConvolutionGeometry(5, 18, 6, 20, 12, 3, 5, Groups: 3),
        new ConvolutionGeometry(1, 6, 12, 12, 130, 5, 5),
        new ConvolutionGeometry(0, 6, 12, 12, 16, 5, 5),
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void AgreesWithItsTwin(ConvolutionGeometry geometry)
    {
        Assert.Equal(SimdWidth.Count == 16, TapRowShape.Fits(geometry));
        using var team = new ThreadTeam(2);
        new TapRowCase(geometry).Check(team);
    }

    [Theory]
    [MemberData(nameof(ConvolutionTests.Geometries), MemberType = typeof(ConvolutionTests))]
    public void AgreesWithItsTwinOnEveryGeometry(string name, ConvolutionGeometry geometry)
    {
        Assert.NotEmpty(name);
        using var team = new ThreadTeam(2);
        new TapRowCase(geometry).Check(team);
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void BitsDoNotDependOnThreads(ConvolutionGeometry geometry)
    {
        var convolution = new TapRowCase(geometry);
        float[] expected = TestNumbers.OnAnyThreads(convolution.Everything);
        using var three = new ThreadTeam(3);
        TestNumbers.AssertSameBits(expected, convolution.Everything(three));
    }

    [Fact]
    public void LeNetsSecondConvolutionUsesItAtAnyBatch()
    {
        foreach (int batch in new[] { 1, 256 })
        {
            var g = new ConvolutionGeometry(batch, 6, 12, 12, 16, 5, 5);
            Assert.Equal(SimdWidth.Count == 16, TapRowShape.Pays(g));
        }
    }

    [Fact]
    public void InfinityReachesWhatItsTapsMeetAndNothingElse()
    {
        var g = new ConvolutionGeometry(2, 6, 12, 12, 16, 5, 5);
        float[] dy = new float[g.OutputLength];
        dy[(3 * 8) + 1] = float.PositiveInfinity;
        float[] weight = new float[g.WeightLength];
        Array.Fill(weight, 1);
        float[] dx = new float[g.InputLength];
        using var team = new ThreadTeam(1);
        Kernels.Convolution.Convolution.GradientInput(team, g, dy, weight, dx);
        for (int i = 0; i < dx.Length; i++)
        {
            (int row, int column) = (i / 12 % 12, i % 12);
            bool met = i < 6 * 144 && row is >= 3 and <= 7 && column is >= 1 and <= 5;
            Assert.Equal(met ? float.PositiveInfinity : 0, dx[i]);
        }
    }

    [Fact]
    public void OtherConvolutionsDoNot()
    {
        var g = new ConvolutionGeometry(256, 6, 12, 12, 16, 5, 5);
        foreach (ConvolutionGeometry other in new[]
        {
            g with { InChannels = 7 },
            g with { InChannels = 4 },
            g with { Width = 13 },
            g with { OutChannels = 103 },
            g with { PaddingWidth = 2 },
            g with { StrideHeight = 2 },
            g with { DilationHeight = 2 },
            g with { InChannels = 30, KernelWidth = 1, Width = 8 },
        })
        {
            Assert.False(TapRowShape.Pays(other));
        }
    }
}
