using NormSharp.Kernels.Random;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Random;

[Trait("Kind", "Kernel")]
public class RandomFillTests
{
    [Fact]
    public void UniformNumbersAreTheWordsOfTheStream()
    {
        foreach (int length in TestNumbers.Lengths)
        {
            float[] y = TestNumbers.OnAnyThreads(team =>
            {
                float[] result = new float[length];
                RandomFill.Uniform(team, 5, 6, -2f, 3f, result);
                return result;
            });
            var philox = new Philox(5, 6);
            TestNumbers.AssertSameBits([.. y.Select(_ => -2f + (5f * philox.NextSingle()))], y);
        }
    }

    [Fact]
    public void NormalNumbersAreThePairsOfTheStream()
    {
        foreach (int length in TestNumbers.Lengths)
        {
            float[] y = TestNumbers.OnAnyThreads(team =>
            {
                float[] result = new float[length];
                RandomFill.Normal(team, 5, 6, 1f, 2f, result);
                return result;
            });
            var philox = new Philox(5, 6);
            for (int i = 0; i < length; i += 2)
            {
                Assert.Equal((float)(1 + (2 * philox.NextNormal())), y[i]);
            }
        }
    }

    [Fact]
    public void BothNumbersOfAPairAreNormalAndIndependent()
    {
        const int Pairs = 100_000;
        float[] y = TestNumbers.OnAnyThreads(team =>
        {
            float[] result = new float[2 * Pairs];
            RandomFill.Normal(team, 1, 2, 0f, 1f, result);
            return result;
        });
        double error = 5 / Math.Sqrt(Pairs);
        for (int parity = 0; parity < 2; parity++)
        {
            double[] half = [.. y.Where((_, i) => i % 2 == parity).Select(v => (double)v)];
            Assert.Equal(0, half.Average(), error);
            Assert.Equal(1, half.Average(v => v * v), error * Math.Sqrt(2));
            Assert.Equal(3, half.Average(v => v * v * v * v), error * Math.Sqrt(96));
        }

        Assert.Equal(0, Enumerable.Range(0, Pairs).Average(k => (double)y[2 * k] * y[(2 * k) + 1]), error);
    }
}
