using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reductions;
using NormSharp.Kernels.Tests.Reference;

namespace NormSharp.Kernels.Tests.Reductions;

[Trait("Kind", "Kernel")]
public class SumKernelTests
{
    // One rounding to float.
    private const double Tolerance = 6e-8;

    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 },
        { 1, 15, 1 },
        { 3, 17, 1 },
        { 1000, 10, 1 },
        { 1, 100_003, 1 },
        { 40, 20_001, 1 },
        { 5, 0, 3 },
        { 0, 5, 3 },
        { 5, 3, 0 },
        { 1, 2000, 10 },
        { 1, 300, 33 },
        { 2, 700, 130 },
        { 1, 40, 5000 },
        { 3, 2, 20_000 },
        { 300, 4, 3 },
        { 7, 65, 64 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void SumsAreExactToOneRounding(int outer, int reduce, int inner)
    {
        // An offset makes sums large against their terms' differences.
        float[] x = [.. TestNumbers.Uniform(outer * reduce * inner, 1).Select(v => v + 100)];
        double[] wide = [.. x.Select(v => (double)v)];
        float[] y = TestNumbers.OnAnyThreads(team =>
        {
            float[] result = TestNumbers.Uniform(outer * inner, 2);
            SumKernel.Apply(team, outer, reduce, inner, x, result);
            return result;
        });
        TestNumbers.AssertClose(ReferenceReductions.Sum<double>(outer, reduce, inner, wide), y, Tolerance);
    }

    [Fact]
    public void CancellationKeepsTheRest()
    {
        using var team = new ThreadTeam(1);
        float[] x = new float[40_000];
        for (int i = 0; i < x.Length; i += 2)
        {
            (x[i], x[i + 1]) = (1e8f + (8 * i), -1e8f - (8 * i));
        }

        x[777] += 3 * 8;
        float[] y = [0f];
        SumKernel.Apply(team, 1, x.Length, 1, x, y);
        Assert.Equal(24f, y[0]);
    }

    [Fact]
    public void SpecialValuesPass()
    {
        using var team = new ThreadTeam(1);
        foreach (float special in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            float[] x = TestNumbers.Uniform(100, 1);
            x[57] = special;
            float[] y = new float[10];
            SumKernel.Apply(team, 1, 10, 10, x, y);
            Assert.Equal(special, y[7]);
            Assert.All(y.Where((_, i) => i != 7), v => Assert.True(float.IsFinite(v)));
            SumKernel.Apply(team, 1, 100, 1, x, y.AsSpan(0, 1));
            Assert.Equal(special, y[0]);
        }
    }

    [Fact]
    public void SumOfSquares()
    {
        foreach (int length in TestNumbers.Lengths)
        {
            float[] x = TestNumbers.Uniform(length, 1);
            double expected = ReferenceReductions.SumOfSquares<double>([.. x.Select(v => (double)v)]);
            using var alone = new ThreadTeam(1);
            using var four = new ThreadTeam(4);
            double actual = SumOfSquaresKernel.Apply(alone, x);
            Assert.Equal(expected, actual, 1e-13 * expected);
            Assert.Equal(actual, SumOfSquaresKernel.Apply(four, x));
        }

        using var team = new ThreadTeam(1);
        Assert.Equal(2 * Math.Pow(float.MaxValue, 2), SumOfSquaresKernel.Apply(team, [float.MaxValue, float.MinValue]));
    }

    [Fact]
    public void AllFinite()
    {
        using var team = new ThreadTeam(2);
        foreach (int length in TestNumbers.Lengths)
        {
            float[] x = [.. TestNumbers.Uniform(length, 1).Select(v => v * 1e38f)];
            Assert.True(AllFiniteKernel.Apply(team, x));
            foreach (int at in new[] { 0, length / 2, length - 1 }.Where(i => i >= 0 && i < length))
            {
                foreach (float special in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
                {
                    float[] y = [.. x];
                    y[at] = special;
                    Assert.False(AllFiniteKernel.Apply(team, y));
                    Assert.False(ReferenceReductions.AllFinite<float>(y));
                }
            }
        }
    }

    [Fact]
    public void RefusesWrongSizes()
    {
        using var team = new ThreadTeam(1);
        float[] x = new float[12];
        Assert.Throws<ArgumentException>(() => SumKernel.Apply(team, 2, 3, 3, x, new float[6]));
        Assert.Throws<ArgumentException>(() => SumKernel.Apply(team, 2, 3, 2, x, new float[5]));
        Assert.Throws<ArgumentException>(() => SumKernel.Apply(team, 2, 3, 2, x, x.AsSpan(0, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SumKernel.Apply(team, -2, -3, 2, x, new float[4]));
    }
}
