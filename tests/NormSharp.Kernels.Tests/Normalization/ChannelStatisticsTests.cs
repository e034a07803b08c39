using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization;

[Trait("Kind", "Kernel")]
public class ChannelStatisticsTests
{
    [Theory]
    [InlineData(17)]
    [InlineData(3)]
    public void ShardsOfUnequalSizeMergeToTheWhole(int spatial)
    {
        const int channels = 5;
        const int batch = 40;
        float[] x = Numbers.Random(1, batch * channels * spatial, 3, 2);
        var (mean, m2) = Compute(new Planes(batch, channels, spatial), x);

        var mergedMean = new double[channels];
        var mergedM2 = new double[channels];
        double count = 0;
        foreach ((int first, int end) in new[] { (0, 7), (7, 8), (8, 8), (8, 40) })
        {
            var shard = new Planes(end - first, channels, spatial);
            var (shardMean, shardM2) = Compute(shard, x.AsSpan(first * channels * spatial, shard.Length));
            ChannelStatistics.Merge(count, mergedMean, mergedM2, shard.CountPerChannel, shardMean, shardM2);
            count += shard.CountPerChannel;
        }

        Numbers.AssertClose(mergedMean, mean, 1e-7);
        Numbers.AssertClose(mergedM2, m2, 1e-6);
    }

    [Fact]
    public void MergingIntoNothingCopiesAndMergingNothingChangesNothing()
    {
        double[] mean = [7, 7];
        double[] m2 = [7, 7];
        ChannelStatistics.Merge(0, mean, m2, 3, [1, 2], [3, 4]);
        Assert.Equal([1, 2], mean);
        Assert.Equal([3, 4], m2);
        ChannelStatistics.Merge(3, mean, m2, 0, [double.NaN, 9], [double.NaN, 9]);
        Assert.Equal([1, 2], mean);
        Assert.Equal([3, 4], m2);
        Assert.Throws<ArgumentException>(() => ChannelStatistics.Merge(-1, mean, m2, 1, mean, m2));
        Assert.Throws<ArgumentException>(() => ChannelStatistics.Merge(1, mean, m2, 1, new double[1], m2));
    }

    [Theory]
    [InlineData(float.NaN, 49)]
    [InlineData(float.PositiveInfinity, 49)]
    [InlineData(float.NegativeInfinity, 49)]
    [InlineData(float.NaN, 3)]
    [InlineData(float.PositiveInfinity, 3)]
    [InlineData(float.NaN, 1)]
    [InlineData(float.NegativeInfinity, 1)]
    public void NaNAndInfinityNeverVanishNorSpread(float bad, int spatial)
    {
        var planes = new Planes(9, 3, spatial);
        for (int place = 0; place < planes.Length; place += 5)
        {
            float[] x = Numbers.Random(1, planes.Length);
            x[place] = bad;
            var (mean, m2) = Compute(planes, x);
            for (int c = 0; c < 3; c++)
            {
                bool hit = place / spatial % 3 == c;
                Assert.Equal(hit, !double.IsFinite(mean[c]));
                Assert.Equal(hit, !double.IsFinite(m2[c]));
            }
        }
    }

    [Theory]
    [InlineData(0, 3, 4)]
    [InlineData(2, 0, 4)]
    [InlineData(2, 3, 0)]
    public void NothingHasMeanAndM2OfZero(int batch, int channels, int spatial)
    {
        var mean = new double[channels];
        var m2 = new double[channels];
        mean.AsSpan().Fill(5);
        m2.AsSpan().Fill(5);
        using var team = new ThreadTeam(1);
        ChannelStatistics.Compute(team, new Planes(batch, channels, spatial), [], mean, m2);
        Assert.All(mean, m => Assert.Equal(0, m));
        Assert.All(m2, m => Assert.Equal(0, m));
    }

    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(30, 4, 21)]
    [InlineData(300, 4, 2)]
    public void EqualValuesHaveExactlyNoVariance(int batch, int channels, int spatial)
    {
        var planes = new Planes(batch, channels, spatial);
        var x = new float[planes.Length];
        x.AsSpan().Fill(0.1f);
        var (mean, m2) = Compute(planes, x);
        Assert.All(mean, m => Assert.Equal(0.1f, m));
        Assert.All(m2, m => Assert.Equal(0, m));
    }

    private static (double[] Mean, double[] M2) Compute(Planes planes, ReadOnlySpan<float> x)
    {
        var mean = new double[planes.Channels];
        var m2 = new double[planes.Channels];
        using var team = new ThreadTeam(2);
        ChannelStatistics.Compute(team, planes, x, mean, m2);
        return (mean, m2);
    }
}
