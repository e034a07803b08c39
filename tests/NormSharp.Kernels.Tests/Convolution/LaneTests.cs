using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Convolution.BatchLanes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

[Trait("Kind", "Kernel")]
public class LaneTests
{
    /// <summary>Batches around the tiles of every width, blocks of filters and lines that are cut, chains that are cut, padding of every kind.</summary>
    public static TheoryData<ConvolutionGeometry> Batches => new()
    {
        new ConvolutionGeometry(1, 1, 5, 5, 6, 5, 5),
        new ConvolutionGeometry(15, 2, 6, 7, 5, 3, 3),
        new ConvolutionGeometry(16, 6, 12, 12, 16, 5, 5),
        new ConvolutionGeometry(17, 3, 7, 6, 7, 3, 2, 1, 1, 1, 1),
        new ConvolutionGeometry(33, 1, 12, 13, 6, 5, 5, 1, 1, 2, 2),
        new ConvolutionGeometry(64, 4, 5, 9, 12, 3, 3, 2, 1, 1, 0),
        new ConvolutionGeometry(65, 6, 4, 4, 6, 3, 3, 1, 1, 3, 4),
        new ConvolutionGeometry(70, 2, 9, 8, 6, 3, 3, 1, 1, 2, 1, 2, 2, 2),
        new ConvolutionGeometry(20, 48, 6, 5, 6, 4, 3, 1, 1, 1, 1),
        new ConvolutionGeometry(9, 6, 9, 10, 30, 5, 5, 1, 1, 1, 2),
    };

    [Theory]
    [MemberData(nameof(Batches))]
    public void AgreesWithItsTwin(ConvolutionGeometry geometry)
    {
        using var team = new ThreadTeam(2);
        new LaneCase(geometry).Check(team);
    }

    [Theory]
    [MemberData(nameof(ConvolutionTests.Geometries), MemberType = typeof(ConvolutionTests))]
    public void AgreesWithItsTwinOnEveryGeometry(string name, ConvolutionGeometry geometry)
    {
        Assert.NotEmpty(name);
        using var team = new ThreadTeam(2);
        new LaneCase(geometry).Check(team);
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void BitsDoNotDependOnThreads(ConvolutionGeometry geometry)
    {
        var convolution = new LaneCase(geometry);
        float[] expected = TestNumbers.OnAnyThreads(convolution.Everything);
        using var three = new ThreadTeam(3);
        TestNumbers.AssertSameBits(expected, convolution.Everything(three));
    }

    [Fact]
    public void LeNetsConvolutionsUseIt()
    {
        using var team = new ThreadTeam(2);
        foreach (int batch in new[] { 4 * SimdWidth.Count, 256 })
        {
            var first = new ConvolutionGeometry(batch, 1, 28, 28, 6, 5, 5);
            var second = new ConvolutionGeometry(batch, 6, 12, 12, 16, 5, 5);
            Assert.True(Pays(first));
            Assert.True(Pays(second));
            new ConvolutionCase(second).Check(team);

            var every = new ConvolutionGeometry(batch, 6, 8, 8, 8, 3, 3);
            Assert.True(Pays(every));
            TestNumbers.AssertSameBits(new LaneCase(every).Everything(team), new ConvolutionCase(every).Everything(team));
        }
    }

    [Fact]
    public void OtherConvolutionsDoNot()
    {
        int lanes = LaneCorrelationBody.Lanes;
        var g = new ConvolutionGeometry(4 * lanes, 6, 12, 12, 16, 5, 5);
        Assert.False(Pays(g with { Batch = (2 * lanes) - 1 }));
        Assert.False(Pays(g with { Batch = (2 * lanes) + 1 }));
        Assert.False(Pays(g with { OutChannels = 3 }));
        Assert.False(Pays(g with { Height = 64, Width = 64 }));
        Assert.False(Pays(g with { KernelHeight = 1, KernelWidth = 1 }));
        Assert.False(Pays(g with { InChannels = 64, OutChannels = 64 }));
        Assert.True(GradientPays(g with { OutChannels = 4 }));
        Assert.False(GradientPays(g with { OutChannels = 64 }));
        Assert.False(GradientPays(g with { OutChannels = 4, Height = 64, Width = 64 }));
    }

    private static unsafe bool Pays(in ConvolutionGeometry g) => LaneShape.Pays(ForwardPass.Correlation(g, null, null, null, null));

    private static unsafe bool GradientPays(in ConvolutionGeometry g) =>
        LaneShape.GradientPays(ForwardPass.Correlation(g, null, null, null, null));
}
