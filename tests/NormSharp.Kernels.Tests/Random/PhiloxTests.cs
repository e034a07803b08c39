using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Random;

[Trait("Kind", "Kernel")]
public class PhiloxTests
{
    // The three known answers for philox4x32-10 that Salmon et al. publish with their Random123 library.
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x85a308d3243f6a88UL, 0x0370734413198a2eUL, 0x299f31d0a4093822UL, 0xd16cfe09u, 0x94fdcceBu, 0x5001e420u, 0x24126ea1u)]
    public void BlockGivesTheKnownAnswers(ulong low, ulong high, ulong key, uint w0, uint w1, uint w2, uint w3)
    {
        PhiloxBlock block = Philox.Block(low, high, key);
        Assert.Equal([w0, w1, w2, w3], new[] { block[0], block[1], block[2], block[3] });
    }

    [Fact]
    public void WordsComeInCounterOrderFromStreamAndSeed()
    {
        var philox = new Philox(0x299f31d0a4093822UL, 0x0370734413198a2eUL);
        for (ulong block = 0; block < 3; block++)
        {
            PhiloxBlock expected = Philox.Block(block, 0x0370734413198a2eUL, 0x299f31d0a4093822UL);
            for (int word = 0; word < 4; word++)
            {
                Assert.Equal(expected[word], philox.NextUInt32());
            }
        }
    }

    [Fact]
    public void ResumesFromItsCounter()
    {
        var whole = new Philox(5, 6);
        for (int i = 0; i < 23; i++)
        {
            var resumed = new Philox(whole.Seed, whole.Stream, whole.Counter);
            Philox copy = whole;
            for (int j = 0; j < 9; j++)
            {
                Assert.Equal(copy.NextUInt32(), resumed.NextUInt32());
            }

            whole.NextUInt32();
        }
    }

    [Fact]
    public void UniformNumbersHaveTheMomentsOfTheUniformDistribution()
    {
        const int Count = 200_000;
        var philox = new Philox(1, 2);
        double sum = 0, squares = 0;
        for (int i = 0; i < Count; i++)
        {
            double x = (i & 1) == 0 ? philox.NextSingle() : philox.NextDouble();
            Assert.InRange(x, 0.0, 0.99999999999999989);
            sum += x;
            squares += x * x;
        }

        // Five standard errors: √(1/12/n) and √(4/45/n).
        Assert.Equal(0.5, sum / Count, 5 * Math.Sqrt(1.0 / 12 / Count));
        Assert.Equal(1.0 / 3, squares / Count, 5 * Math.Sqrt(4.0 / 45 / Count));
    }

    [Fact]
    public void NormalNumbersHaveTheMomentsOfTheNormalDistribution()
    {
        const int Count = 200_000;
        var philox = new Philox(3, 4);
        double[] moments = new double[5];
        double previous = 0, lagged = 0;
        for (int i = 0; i < Count; i++)
        {
            double x = philox.NextNormal();
            for (int power = 1; power <= 4; power++)
            {
                moments[power] += Math.Pow(x, power) / Count;
            }

            lagged += x * previous / Count;
            previous = x;
        }

        double error = 5 / Math.Sqrt(Count);
        Assert.Equal(0, moments[1], error);
        Assert.Equal(1, moments[2], error * Math.Sqrt(2));
        Assert.Equal(0, moments[3], error * Math.Sqrt(15));
        Assert.Equal(3, moments[4], error * Math.Sqrt(96));
        Assert.Equal(0, lagged, error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(10)]
    public void BoundedIntegersAreEquallyLikely(int bound)
    {
        const int Count = 100_000;
        var philox = new Philox(9, 9);
        int[] counts = new int[bound];
        for (int i = 0; i < Count; i++)
        {
            counts[philox.NextInt(bound)]++;
        }

        double expected = (double)Count / bound;
        Assert.All(counts, c => Assert.Equal(expected, c, 5 * Math.Sqrt(expected) + 0.5));
    }

    [Fact]
    public void LargeBoundsAreUnbiased()
    {
        // Without rejection, results below 2³⁰ would be twice as likely as the others for this bound: three quarters of 2³².
        const int Bound = 3 << 29;
        var philox = new Philox(10, 0);
        int low = 0;
        for (int i = 0; i < 60_000; i++)
        {
            int value = philox.NextInt(Bound);
            Assert.InRange(value, 0, Bound - 1);
            low += value % 3 == 0 ? 1 : 0;
        }

        Assert.Equal(20_000, low, 5 * Math.Sqrt(60_000 * 2.0 / 9));
    }

    [Fact]
    public void ShuffleIsAPermutationAndEveryOrderIsEquallyLikely()
    {
        const int Count = 24_000;
        var philox = new Philox(11, 0);
        var counts = new Dictionary<string, int>();
        int[] items = new int[4];
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < items.Length; j++)
            {
                items[j] = j;
            }

            philox.Shuffle(items);
            string order = string.Join(',', items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, c => Assert.Equal(1000, c, 5 * Math.Sqrt(1000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Philox(1, 1).NextInt(0));
    }
}
