using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Softmax;
using NormSharp.Kernels.Tests.Normalization;
using NormSharp.Kernels.Tests.Reference;

namespace NormSharp.Kernels.Tests.Softmax;

[Trait("Kind", "Kernel")]
public class SoftmaxTests
{
    private const double Tolerance = 5e-7;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(256, 10)]
    [InlineData(3, 15)]
    [InlineData(3, 16)]
    [InlineData(5, 17)]
    [InlineData(4, 33)]
    [InlineData(7, 1000)]
    [InlineData(2, 9001)]
    public void AgainstTheReference(int rows, int classes)
    {
        float[] x = Numbers.Random(1, rows * classes, 0, 3);
        var found = new float[x.Length];
        var expected = new double[x.Length];
        using var team = new ThreadTeam(2);
        LogSoftmax.Apply(team, rows, classes, x, found);
        ReferenceSoftmax.LogSoftmax<double>(rows, classes, Numbers.ToDouble(x), expected);
        Numbers.AssertClose(found, expected, Tolerance);
    }

    [Theory]
    [InlineData(1, 1, 0f, false)]
    [InlineData(256, 10, 0f, false)]
    [InlineData(256, 10, 0.1f, false)]
    [InlineData(256, 10, 0f, true)]
    [InlineData(256, 10, 0.1f, true)]
    [InlineData(9, 33, 1f, true)]
    [InlineData(5, 1000, 0.3f, true)]
    public void CrossEntropyAgainstTheReference(int rows, int classes, float smoothing, bool weighted)
    {
        float[] x = Numbers.Random(1, rows * classes, 0, 3);
        float[] weights = weighted ? [.. Numbers.Random(2, classes).Select(MathF.Abs)] : [];
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => i * 7 % classes)];
        const float upstream = 1.7f;
        var log = new float[x.Length];
        var dx = new float[x.Length];
        using var team = new ThreadTeam(2);
        double loss = SoftmaxCrossEntropy.Forward(team, rows, classes, x, new(labels, weights, smoothing), log);
        SoftmaxCrossEntropy.Backward(team, rows, classes, log, new(labels, weights, smoothing), upstream, dx);

        var expectedLog = new double[x.Length];
        var expectedDx = new double[x.Length];
        double[] w = Numbers.ToDouble(weights);
        ReferenceSoftmax.LogSoftmax<double>(rows, classes, Numbers.ToDouble(x), expectedLog);
        double expectedLoss = ReferenceSoftmax.CrossEntropy<double>(rows, classes, expectedLog, labels, w, smoothing);
        ReferenceSoftmax.CrossEntropyGradient<double>(rows, classes, expectedLog, labels, w, smoothing, upstream, expectedDx);
        Numbers.AssertClose(log, expectedLog, Tolerance);
        Assert.Equal(expectedLoss, loss, 1e-6 * Math.Abs(expectedLoss));
        Numbers.AssertClose(dx, expectedDx, 2e-6);
    }

    /// <summary>Loss and gradient of PyTorch's cross_entropy in float64 on the same numbers.</summary>
    [Fact]
    public void SmoothingAndWeightsAsPyTorchDefinesThem()
    {
        float[] x = [1f, -2f, 0.5f, 0.25f, 3f, -1f];
        float[] weights = [0.5f, 2f, 1.25f];
        var log = new float[6];
        var dx = new float[6];
        using var team = new ThreadTeam(1);
        double loss = SoftmaxCrossEntropy.Forward(team, 2, 3, x, new([1, 2], weights, 0.2f), log);
        SoftmaxCrossEntropy.Backward(team, 2, 3, log, new([1, 2], weights, 0.2f), 1f, dx);
        Assert.Equal(3.291989589771981, loss, 1e-6);
        double[] expected =
        [
            0.3334160377524416, -0.5162228884378971, 0.18280685068545546, 0.012462727126338183, 0.31436146355836275, -0.3268241906847009,
        ];
        Numbers.AssertClose(dx, expected, 1e-6);
    }

    [Fact]
    public void HugeAndInfiniteLogits()
    {
        float[] x = [1e30f, -1e30f, 0f, 10_000f, 10_001f, float.NegativeInfinity];
        var y = new float[6];
        using var team = new ThreadTeam(1);
        LogSoftmax.Apply(team, 2, 3, x, y);
        Assert.Equal([0f, -2e30f, -1e30f], Rounded(y[..3], 1e30f));
        Assert.Equal(-1.3132617f, y[3], 1e-6f);
        Assert.Equal(-0.3132617f, y[4], 1e-6f);
        Assert.Equal(float.NegativeInfinity, y[5]);
        Assert.True(double.IsFinite(SoftmaxCrossEntropy.Forward(team, 1, 3, x.AsSpan(3), new([1], [], 0), y.AsSpan(3))));
        Assert.Equal(double.PositiveInfinity, SoftmaxCrossEntropy.Forward(team, 1, 3, x.AsSpan(3), new([2], [], 0), y.AsSpan(3)));
    }

    [Fact]
    public void LogitsFarBelowZeroAreNoDifferent()
    {
        float[] x = Numbers.Random(1, 5 * 21);
        float[] low = [.. x.Select(v => (MathF.Round(v * 64) / 64) - 4096)];
        var y = new float[x.Length];
        var expected = new float[x.Length];
        using var team = new ThreadTeam(1);
        LogSoftmax.Apply(team, 5, 21, low, y);
        LogSoftmax.Apply(team, 5, 21, [.. low.Select(v => v + 4096)], expected);
        Assert.Equal(expected, y);
    }

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(float.NaN, 39)]
    [InlineData(float.PositiveInfinity, 20)]
    public void NaNAndInfinitySpoilTheirRowOnly(float bad, int place)
    {
        float[] x = Numbers.Random(1, 3 * 40);
        x[40 + place] = bad;
        var y = new float[x.Length];
        using var team = new ThreadTeam(1);
        LogSoftmax.Apply(team, 3, 40, x, y);
        Assert.True(float.IsNaN(y[40 + place]));
        Assert.True(y[40..80].All(v => float.IsNaN(v) || float.IsNegativeInfinity(v)));
        Assert.True(y[..40].Concat(y[80..]).All(float.IsFinite));
    }

    [Fact]
    public void ARowOfNothingButMinusInfinityIsNaN()
    {
        var y = new float[3];
        using var team = new ThreadTeam(1);
        LogSoftmax.Apply(team, 1, 3, [float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity], y);
        Assert.True(y.All(float.IsNaN));
    }

    [Fact]
    public void ResultsMayOverwriteInputs()
    {
        float[] x = Numbers.Random(1, 9 * 23);
        int[] labels = [0, 1, 2, 3, 4, 5, 6, 7, 22];
        var log = new float[x.Length];
        var dx = new float[x.Length];
        using var team = new ThreadTeam(1);
        SoftmaxCrossEntropy.Forward(team, 9, 23, x, new(labels, [], 0.1f), log);
        SoftmaxCrossEntropy.Backward(team, 9, 23, log, new(labels, [], 0.1f), 1, dx);
        SoftmaxCrossEntropy.Forward(team, 9, 23, x, new(labels, [], 0.1f), x);
        Assert.Equal(log, x);
        SoftmaxCrossEntropy.Backward(team, 9, 23, x, new(labels, [], 0.1f), 1, x);
        Assert.Equal(dx, x);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public void ALabelOutOfRangeIsNamed(int label)
    {
        using var team = new ThreadTeam(1);
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => SoftmaxCrossEntropy.Forward(team, 3, 10, new float[30], new([0, 9, label], [], 0), new float[30]));
        Assert.Contains($"The label of row 2 is {label}; with 10 classes it must lie between 0 and 9.", error.Message);
    }

    [Fact]
    public void WrongSizesAreNamed()
    {
        using var team = new ThreadTeam(1);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SoftmaxCrossEntropy.Forward(team, 1, 2, new float[2], new([0], [], 1.5f), new float[2]));
        Assert.Throws<ArgumentException>(() => SoftmaxCrossEntropy.Forward(team, 1, 2, new float[2], new([0], [1f], 0), new float[2]));
        Assert.Throws<ArgumentException>(() => SoftmaxCrossEntropy.Forward(team, 2, 2, new float[4], new([0], [], 0), new float[4]));
        Assert.Throws<ArgumentException>(() => LogSoftmax.Apply(team, 2, 2, new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => LogSoftmax.Apply(team, 2, 0, [], []));
    }

    private static float[] Rounded(float[] values, float unit) => [.. values.Select(v => MathF.Round(v / unit) * unit)];
}
