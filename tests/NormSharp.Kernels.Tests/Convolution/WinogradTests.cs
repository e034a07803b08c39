using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

[Trait("Kind", "Kernel")]
public class WinogradTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(20_000)]
    public void TheWeightsGradientTakesPasses(long floats)
    {
        using var team = new ThreadTeam(2);
        var convolution = new ConvolutionCase(new(new(5, 34, 17, 20, 35, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }));
        var algorithm = new WinogradWeightGradient(floats);
        convolution.CheckWeightGradient(team, algorithm);
        TestNumbers.OnAnyThreads(threads => convolution.WeightGradient(threads, algorithm));
    }

    [Theory]
    [InlineData(9, 6, 35)]
    [InlineData(40, 16, 16)]
    [InlineData(33, 3, 1)]
    public void TheWeightsGradientTakesChunks(int images, int channels, int filters)
    {
        using var team = new ThreadTeam(2);
        ConvolutionGeometry g = new(new(images, channels, 19, 18, filters, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 });
        var chunks = new WinogradChunks(WinogradShape.Of(g)!.Value);
        Assert.True(chunks.Pays && chunks.Count > 1 && chunks.First(1) > chunks.UnitsPerStep);
        var convolution = new ConvolutionCase(g);
        var algorithm = new WinogradWeightGradient();
        convolution.CheckWeightGradient(team, algorithm);
        TestNumbers.OnAnyThreads(threads => convolution.WeightGradient(threads, algorithm));
    }

    [Fact]
    public void ManyTilesAreNeverOneChainInFloat()
    {
        WinogradShape shape = WinogradShape.Of(new(new(1000, 16, 32, 32, 16, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }))!.Value;
        var chunks = new WinogradChunks(shape);
        Assert.Equal(shape.Units, chunks.First(chunks.Count));
        Assert.InRange((chunks.First(1) - chunks.First(0)) * shape.TileColumns, 1, 2048);
    }
}
