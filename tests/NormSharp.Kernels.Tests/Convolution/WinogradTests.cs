using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

[Trait("Kind", "Kernel")]
public class WinogradTests
{
    /// <summary>Tiles that fill the image and that cross its edge, channels around vectors, chains that are cut, padding of every kind.</summary>
    public static TheoryData<ConvolutionGeometry> Geometries => new()
    {
        new ConvolutionGeometry(1, 1, 4, 4, 1, 3, 3, 1, 1, 1, 1),
        new ConvolutionGeometry(2, 3, 1, 1, 2, 3, 3, 1, 1, 1, 1),
        new ConvolutionGeometry(1, 2, 3, 3, 5, 3, 3),
        new ConvolutionGeometry(3, 5, 8, 8, 7, 3, 3, 1, 1, 1, 1),
        new ConvolutionGeometry(2, 16, 9, 13, 16, 3, 3, 1, 1, 1, 1),
        new ConvolutionGeometry(2, 15, 5, 17, 17, 3, 3, 1, 1, 0, 1),
        new ConvolutionGeometry(1, 33, 7, 6, 47, 3, 3, 1, 1, 2, 2),
        new ConvolutionGeometry(2, 31, 6, 7, 32, 3, 3, 1, 1, 3, 0),
        new ConvolutionGeometry(1, 4, 3, 5, 3, 3, 3, 1, 1, 4, 5),
        new ConvolutionGeometry(1, 130, 4, 5, 100, 3, 3, 1, 1, 1, 1),
        new ConvolutionGeometry(2, 2, 56, 60, 3, 3, 3, 1, 1, 1, 1),
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void AgreesWithItsTwin(ConvolutionGeometry geometry)
    {
        using var team = new ThreadTeam(2);
        new WinogradCase(geometry).Check(team);
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void BitsDoNotDependOnThreads(ConvolutionGeometry geometry) => TestNumbers.OnAnyThreads(new WinogradCase(geometry).Everything);

    [Theory]
    [InlineData(1)]
    [InlineData(20_000)]
    public void TheWeightsGradientTakesPasses(long floats)
    {
        using var team = new ThreadTeam(2);
        var convolution = new WinogradCase(new(5, 34, 17, 20, 35, 3, 3, 1, 1, 1, 1), floats);
        convolution.Check(team);
        TestNumbers.OnAnyThreads(convolution.Everything);
    }

    [Theory]
    [InlineData(9, 6, 35)]
    [InlineData(40, 16, 16)]
    [InlineData(33, 3, 1)]
    public void TheWeightsGradientTakesChunks(int images, int channels, int filters)
    {
        using var team = new ThreadTeam(2);
        ConvolutionGeometry g = new(images, channels, 19, 18, filters, 3, 3, 1, 1, 1, 1);
        var chunks = new WinogradChunks(WinogradShape.Of(g)!.Value);
        Assert.True(chunks.Pays && chunks.Count > 1 && chunks.First(1) > chunks.UnitsPerStep);
        var convolution = new WinogradCase(g);
        convolution.Check(team);
        TestNumbers.OnAnyThreads(convolution.Everything);
    }

    [Fact]
    public void ManyTilesAreNeverOneChainInFloat()
    {
        WinogradShape shape = WinogradShape.Of(new(1000, 16, 32, 32, 16, 3, 3, 1, 1, 1, 1))!.Value;
        var chunks = new WinogradChunks(shape);
        Assert.Equal(shape.Units, chunks.First(chunks.Count));
        Assert.InRange((chunks.First(1) - chunks.First(0)) * shape.TileColumns, 1, 2048);
    }

    [Fact]
    public void LargeConvolutionsUseIt()
    {
        using var team = new ThreadTeam(2);
        var convolution = new WinogradCase(new(16, 32, 8, 8, 32, 3, 3, 1, 1, 1, 1));
        TestNumbers.AssertSameBits(convolution.Everything(team), convolution.EverythingAsChosen(team));
    }

    [Fact]
    public void SmallOrOtherConvolutionsDoNot()
    {
        ConvolutionGeometry g = new(16, 32, 8, 8, 32, 3, 3, 1, 1, 1, 1);
        Assert.True(WinogradShape.Of(g)!.Value.Pays);
        Assert.False(WinogradShape.Of(g with { Batch = 15 })!.Value.Pays);
        Assert.False(WinogradShape.Of(g with { InChannels = 15 })!.Value.Pays);
        Assert.False(WinogradShape.Of(g with { OutChannels = 15 })!.Value.Pays);
        Assert.False(WinogradShape.Of(g with { Height = 5, Width = 5, Batch = 64 })!.Value.Pays);
        Assert.False(WinogradShape.Of(g with { InChannels = 512, OutChannels = 512 })!.Value.Pays);
        Assert.Null(WinogradShape.Of(g with { KernelWidth = 5 }));
        Assert.Null(WinogradShape.Of(g with { StrideHeight = 2 }));
        Assert.Null(WinogradShape.Of(g with { DilationWidth = 2 }));
        Assert.Null(WinogradShape.Of(g with { Groups = 2 }));
    }
}
