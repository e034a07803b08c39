using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization;

[Trait("Kind", "Kernel")]
public class NormalizeTests
{
    /// <summary>A worked example of a BatchNorm2d in training mode: shape [2, 3, 1, 2], γ = 1, β = 0, ε = 10⁻⁵.</summary>
    [Fact]
    public void WorkedExample()
    {
        float[] x = [1, 2, 2, 1, 2, 2, 2, 2, 3, 1, 1, 2];
        double[] expected =
        [
            -1.7320, 0.5773, 0.3015, -0.9045, 0.5773, 0.5773, 0.5773, 0.5773, 1.5075, -0.9045, -1.7320, 0.5773,
        ];
        var planes = new Planes(2, 3, 2);
        var mean = new double[3];
        var m2 = new double[3];
        var y = new float[12];
        using var team = new ThreadTeam(1);
        ChannelStatistics.Compute(team, planes, x, mean, m2);
        Normalize.Apply(team, planes, x, new(mean, BatchNormCase.InvStd(m2, 4), [], []), Activation.Identity, y);
        for (int i = 0; i < 12; i++)
        {
            Assert.Equal(expected[i], y[i], 1e-4);
        }
    }

    [Theory]
    [InlineData(64, 6, 576)]
    [InlineData(33, 16, 64)]
    [InlineData(256, 120, 1)]
    [InlineData(7, 5, 6)]
    [InlineData(1, 3, 100_000)]
    public void SameBitsOnAnyNumberOfThreads(int batch, int channels, int spatial)
    {
        foreach (ActivationKind kind in new[] { ActivationKind.Relu, ActivationKind.Sigmoid })
        {
            var batchNorm = new BatchNormCase(new Planes(batch, channels, spatial), new Activation(kind));
            using var one = new ThreadTeam(1);
            BatchNormCase.Results expected = batchNorm.Run(one);
            foreach (int threads in new[] { 2, 4 })
            {
                using var team = new ThreadTeam(threads);
                BatchNormCase.Results found = batchNorm.Run(team);
                Assert.Equal(expected.Mean, found.Mean);
                Assert.Equal(expected.M2, found.M2);
                Assert.Equal(expected.Y, found.Y);
                Assert.Equal(expected.SumDz, found.SumDz);
                Assert.Equal(expected.SumDzXHat, found.SumDzXHat);
                Assert.Equal(expected.Dx, found.Dx);
                Assert.Equal(expected.FixedDx, found.FixedDx);
            }
        }
    }

    [Theory]
    [InlineData(ActivationKind.Silu, 37)]
    [InlineData(ActivationKind.Sigmoid, 37)]
    [InlineData(ActivationKind.Silu, 1)]
    [InlineData(ActivationKind.Sigmoid, 3)]
    public void ResultsMayOverwriteInputs(ActivationKind kind, int spatial)
    {
        var batchNorm = new BatchNormCase(new Planes(5, 3, spatial), new Activation(kind));
        using var team = new ThreadTeam(2);
        BatchNormCase.Results expected = batchNorm.Run(team);
        double[] invStd = BatchNormCase.InvStd(expected.M2, batchNorm.Planes.CountPerChannel);
        var y = Array.ConvertAll(expected.Y, v => (float)v);

        var dx = (float[])batchNorm.Dy.Clone();
        NormalizeGradient.ThroughBatchStatistics(
            team,
            batchNorm.Planes,
            new(batchNorm.X, y, dx, new(expected.Mean, invStd, batchNorm.Gamma, batchNorm.Beta), batchNorm.Activation),
            new(expected.SumDz, expected.SumDzXHat, batchNorm.Planes.CountPerChannel),
            dx);
        Assert.Equal(expected.Dx, Numbers.ToDouble(dx));

        dx = (float[])batchNorm.Dy.Clone();
        NormalizeGradient.ThroughFixedStatistics(
            team,
            batchNorm.Planes,
            new(batchNorm.X, y, dx, new(expected.Mean, invStd, batchNorm.Gamma, batchNorm.Beta), batchNorm.Activation),
            dx);
        Assert.Equal(expected.FixedDx, Numbers.ToDouble(dx));

        var inPlace = (float[])batchNorm.X.Clone();
        Normalize.Apply(
            team,
            batchNorm.Planes,
            inPlace,
            new(expected.Mean, invStd, batchNorm.Gamma, batchNorm.Beta),
            batchNorm.Activation,
            inPlace);
        Assert.Equal(expected.Y, Numbers.ToDouble(inPlace));
    }

    /// <summary>Large results are stored past the caches, unless they overwrite an input: the bits must not tell.</summary>
    [Theory]
    [InlineData(3, 20, 70_001)]
    [InlineData(20_000, 11, 20)]
    public void LargeResultsHaveTheBitsOfThoseInPlace(int batch, int channels, int spatial)
    {
        var planes = new Planes(batch, channels, spatial);
        float[] x = Numbers.Random(1, planes.Length);
        float[] dy = Numbers.Random(2, planes.Length);
        double[] mean = Numbers.ToDouble(Numbers.Random(3, channels));
        double[] invStd = Numbers.ToDouble(Numbers.Random(4, channels, 2, 0.1));
        double[] sums = Numbers.ToDouble(Numbers.Random(5, channels, 0, 100));
        var relu = new Activation(ActivationKind.Relu);
        var found = new float[planes.Length];
        using var team = new ThreadTeam(2);
        NormalizeGradient.ThroughBatchStatistics(
            team, planes, new(x, [], dy, new(mean, invStd, [], []), relu), new(sums, sums, planes.CountPerChannel), found);
        NormalizeGradient.ThroughBatchStatistics(
            team, planes, new(x, [], dy, new(mean, invStd, [], []), relu), new(sums, sums, planes.CountPerChannel), dy);
        Assert.True(dy.AsSpan().SequenceEqual(found));
        Assert.Contains(found, v => v != 0);
        Normalize.Apply(team, planes, x, new(mean, invStd, [], []), relu, found);
        Normalize.Apply(team, planes, x, new(mean, invStd, [], []), relu, x);
        Assert.True(x.AsSpan().SequenceEqual(found));
        Assert.Contains(found, v => v != 0);
    }

    /// <summary>
    /// Through batch statistics the gradient has no part along 1 nor along x̂ (shown with ε = 0): a shift or scale of x changes nothing.
    /// </summary>
    [Theory]
    [InlineData(77)]
    [InlineData(1)]
    public void TheGradientIsOrthogonalToShiftAndScale(int spatial)
    {
        var planes = new Planes(60, 2, spatial);
        float[] x = Numbers.Random(1, planes.Length, 2, 3);
        float[] dy = Numbers.Random(2, planes.Length, 1);
        var mean = new double[2];
        var m2 = new double[2];
        var s = new double[2];
        var t = new double[2];
        var dx = new float[planes.Length];
        using var team = new ThreadTeam(1);
        ChannelStatistics.Compute(team, planes, x, mean, m2);
        double[] invStd = [.. m2.Select(v => 1 / Math.Sqrt(v / planes.CountPerChannel))];
        NormalizeGradient.Reduce(team, planes, new(x, [], dy, new(mean, invStd, [], []), Activation.Identity), s, t);
        NormalizeGradient.ThroughBatchStatistics(
            team, planes, new(x, [], dy, new(mean, invStd, [], []), Activation.Identity), new(s, t, planes.CountPerChannel), dx);
        for (int c = 0; c < 2; c++)
        {
            double alongOne = 0;
            double alongX = 0;
            double norm = 0;
            for (int i = 0; i < dx.Length; i++)
            {
                double own = i / spatial % 2 == c ? dx[i] : 0;
                alongOne += own;
                alongX += own * (x[i] - mean[c]) * invStd[c];
                norm += Math.Abs(own);
            }

            Assert.InRange(Math.Abs(alongOne) / norm, 0, 1e-6);
            Assert.InRange(Math.Abs(alongX) / norm, 0, 1e-6);
        }
    }

    [Fact]
    public void YIsNotNeededWhereZIsMadeAgain()
    {
        foreach (ActivationKind kind in (ActivationKind[])
            [ActivationKind.Identity, ActivationKind.Relu, ActivationKind.LeakyRelu, ActivationKind.Gelu, ActivationKind.Silu])
        {
            Assert.Null(Record.Exception(() => ReduceWithoutY(kind)));
        }

        Assert.Throws<ArgumentException>(() => ReduceWithoutY(ActivationKind.Sigmoid));
        Assert.Throws<ArgumentException>(() => ReduceWithoutY(ActivationKind.Tanh));
    }

    [Fact]
    public void AnEmptyBatchIsNoWork()
    {
        using var team = new ThreadTeam(2);
        var planes = new Planes(0, 2, 5);
        var s = new double[] { 5, 5 };
        var t = new double[] { 5, 5 };
        Normalize.Apply(team, planes, [], new([0, 0], [1, 1], [], []), Activation.Identity, []);
        NormalizeGradient.Reduce(team, planes, new([], [], [], new([0, 0], [1, 1], [], []), Activation.Identity), s, t);
        Assert.Equal([0, 0], s);
        Assert.Equal([0, 0], t);
    }

    [Fact]
    public void WrongSizesAreNamed()
    {
        using var team = new ThreadTeam(1);
        var planes = new Planes(2, 3, 4);
        double[] three = new double[3];
        var x = new float[24];
        Assert.Contains("x of a normalization has 23 numbers; [2, 3, 4] needs 24", Message(
            () => ChannelStatistics.Compute(team, planes, new float[23], three, three)));
        Assert.Contains("m2 of a normalization has 2 numbers; [2, 3, 4] has 3 channels", Message(
            () => ChannelStatistics.Compute(team, planes, x, three, new double[2])));
        Assert.Contains(
            "gamma", Message(() => Normalize.Apply(team, planes, x, new(three, three, new float[2], []), Activation.Identity, x)));
        Assert.Contains("[2, -3, 4]", Message(() => _ = new Planes(2, -3, 4)));
        Assert.Contains("count", Message(() => NormalizeGradient.ThroughBatchStatistics(
            team, planes, new(x, [], x, new(three, three, [], []), Activation.Identity), new(three, three, 0), x)));
    }

    private static string Message(Action call) => Assert.ThrowsAny<ArgumentException>(call).Message;

    private static void ReduceWithoutY(ActivationKind kind)
    {
        using var team = new ThreadTeam(1);
        NormalizeGradient.Reduce(
            team,
            new Planes(2, 1, 3),
            new(new float[6], [], new float[6], new([0], [1], [], []), new Activation(kind)),
            new double[1],
            new double[1]);
    }
}
