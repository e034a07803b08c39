using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Random;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Random;

[Trait("Kind", "Kernel")]
public class DropoutKernelTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(0.5f)]
    [InlineData(1f)]
    public void KeepsByTheWordsOfTheStreamAndScales(float probability)
    {
        float factor = probability < 1 ? 1 / (1 - probability) : 0;
        foreach (int length in TestNumbers.Lengths)
        {
            float[] x = TestNumbers.Uniform(length, 1);
            float[] results = TestNumbers.OnAnyThreads(team =>
            {
                float[] y = new float[length];
                float[] mask = new float[length];
                DropoutKernel.Apply(team, 5, 6, probability, x, y, mask);
                return [.. y, .. mask];
            });
            var philox = new Philox(5, 6);
            float[] expected = [.. x.Select(_ => philox.NextSingle() >= probability ? factor : 0f)];
            TestNumbers.AssertSameBits(expected, results.AsSpan(length));
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(expected[i] * x[i], results[i]);
            }
        }
    }

    [Fact]
    public void DropsTheRightShareAndDiffersByStream()
    {
        const int Count = 100_000;
        using var team = new ThreadTeam(2);
        float[] x = [.. Enumerable.Repeat(1f, Count)];
        float[] first = new float[Count];
        float[] second = new float[Count];
        DropoutKernel.Apply(team, 7, 0, 0.25f, x, new float[Count], first);
        DropoutKernel.Apply(team, 7, 1, 0.25f, x, new float[Count], second);
        double error = 5 * Math.Sqrt(0.25 * 0.75 / Count);
        Assert.Equal(0.25, first.Count(m => m == 0) / (double)Count, error);
        Assert.Equal(0.0625, first.Zip(second).Count(p => p.First == 0 && p.Second == 0) / (double)Count, error);
    }

    [Fact]
    public void ProbabilityZeroKeepsEvenTheSmallestRandomNumber()
    {
        // The first word of this stream is one of the 2⁸ in 2³² whose uniform number is 0.
        const ulong Stream = 270_842;
        Assert.Equal(0f, new Philox(1, Stream).NextSingle());
        using var team = new ThreadTeam(1);
        float[] y = new float[1];
        DropoutKernel.Apply(team, 1, Stream, 0f, [7f], y, new float[1]);
        Assert.Equal(7f, y[0]);
    }

    [Fact]
    public void DroppedInfinitiesAreGone()
    {
        using var team = new ThreadTeam(1);
        float[] x = [float.NaN, float.PositiveInfinity];
        DropoutKernel.Apply(team, 1, 1, 1f, x, x, new float[2]);
        Assert.Equal([0f, 0f], x);
    }

    [Fact]
    public void RefusesWhatIsNoProbability()
    {
        using var team = new ThreadTeam(1);
        float[] x = new float[4];
        foreach (float p in new[] { -0.1f, 1.1f, float.NaN })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => DropoutKernel.Apply(team, 1, 1, p, x, x, new float[4]));
        }

        Assert.Throws<ArgumentException>(() => DropoutKernel.Apply(team, 1, 1, 0.5f, x, x, x));
    }
}
