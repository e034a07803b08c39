using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Tests.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization;

/// <summary>Means far larger than the deviation, against two passes in double over the same floats.</summary>
[Trait("Kind", "Kernel")]
public class FarFromZeroTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(64, 8, 784, 1e4, 1e-2)]
    [InlineData(256, 40, 1, 1e4, 1e-2)]
    [InlineData(50, 3, 5, -1e4, 1e-2)]
    [InlineData(64, 8, 784, 1e3, 1e-3)]
    [InlineData(4, 2, 9000, 1.0, 1e-6)]
    public void VarianceAndOutputStayExact(int batch, int channels, int spatial, double mean, double deviation)
    {
        var batchNorm = new BatchNormCase(new Planes(batch, channels, spatial), Activation.Identity, mean, deviation);
        using var team = new ThreadTeam(2);
        BatchNormCase.Results found = batchNorm.Run(team);
        BatchNormCase.Results expected = batchNorm.Reference();
        double m2 = Numbers.Distance(found.M2, expected.M2);
        double y = Numbers.Distance(found.Y, expected.Y);
        double dx = Numbers.Distance(found.Dx, expected.Dx);
        output.WriteLine($"M2 {m2:g2}, y {y:g2}, dx {dx:g2}");
        Assert.InRange(m2, 0, 2e-6);
        Assert.InRange(y, 0, 2e-6);
        Assert.InRange(dx, 0, 2e-6);
    }

    /// <summary>Sums are taken from a cell's first value or from the mean of a few; an outlier among them is the worst case.</summary>
    [Theory]
    [InlineData(64, 4, 784)]
    [InlineData(256, 40, 1)]
    [InlineData(1, 1, 4096)]
    public void AnOutlierInFrontCostsLittle(int batch, int channels, int spatial)
    {
        var planes = new Planes(batch, channels, spatial);
        float[] x = Numbers.Random(1, planes.Length, 1e4, 1e-2);
        for (int c = 0; c < channels; c++)
        {
            x[c * spatial] = 0;
        }

        var mean = new double[channels];
        var m2 = new double[channels];
        var expectedMean = new double[channels];
        var expectedM2 = new double[channels];
        using var team = new ThreadTeam(1);
        ChannelStatistics.Compute(team, planes, x, mean, m2);
        ReferenceNormalization.Statistics<double>(planes, Numbers.ToDouble(x), expectedMean, expectedM2);
        Numbers.AssertClose(mean, expectedMean, 1e-6);
        Numbers.AssertClose(m2, expectedM2, 1e-4);
    }
}
