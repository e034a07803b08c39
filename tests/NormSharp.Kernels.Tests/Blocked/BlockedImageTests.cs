using NormSharp.Kernels.Blocked;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Tests.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Blocked;

[Trait("Kind", "Kernel")]
public class BlockedImageTests
{
    private static readonly int Lanes = BlockedCase.Lanes;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(37)]
    public void Images_go_into_blocks_and_come_out_again(int channels)
    {
        foreach ((int, int) border in ((int, int)[])[(0, 0), (1, 1), (3, 2)])
        {
            var layout = new BlockedLayout(channels, 6, 7, Lanes, border);
            float[] x = TestNumbers.Uniform(2 * channels * 6 * 7, channels);
            TestNumbers.AssertSameBits(x, BlockedCase.Run(new BlockedGather(layout), 2, x));
            TestNumbers.AssertSameBits(x, BlockedCase.Run(new BlockedScatter(layout), 2, x));
        }
    }

    [Fact]
    public void Lanes_without_a_channel_are_zero()
    {
        var layout = new BlockedLayout(Lanes + 1, 2, 2, Lanes);
        using var team = new ThreadTeam(1);
        float[] y = new float[layout.Length];
        Array.Fill(y, float.NaN);
        new BlockedGather(layout).Run(team, 1, TestNumbers.Uniform(4 * (Lanes + 1), 1), default, y);
        Assert.DoesNotContain(y, float.IsNaN);
    }

    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(2, 2, 0)]
    [InlineData(5, 1, 2)]
    public void Pooling_agrees_with_its_twin(int kernel, int stride, int padding)
    {
        const int Channels = 21, Images = 2;
        var g = new PoolingGeometry(
            new(Images * Channels, 11, 13, kernel, kernel, stride, stride) { PaddingHeight = padding, PaddingWidth = padding });
        float[] x = TestNumbers.Uniform(g.InputLength, 1);
        x[5] = float.NaN;
        var input = new BlockedLayout(Channels, 11, 13, Lanes, (1, 0));
        var output = new BlockedLayout(Channels, g.OutHeight, g.OutWidth, Lanes, (0, 2));
        float[] largest = new float[g.OutputLength];
        ReferencePooling.Max<float>(g, x, largest, new int[g.OutputLength]);
        Assert.Equal(largest, BlockedCase.Run(new BlockedPooling(BlockedPoolingKind.Max, g, input, output), Images, x));
        foreach (bool counted in (bool[])[false, true])
        {
            float[] mean = new float[g.OutputLength];
            ReferencePooling.Average<float>(g, counted, x, mean);
            BlockedPoolingKind kind = counted ? BlockedPoolingKind.PaddedMean : BlockedPoolingKind.Mean;
            float[] found = BlockedCase.Run(new BlockedPooling(kind, g, input, output), Images, x);
            for (int i = 0; i < mean.Length; i++)
            {
                Assert.Equal(mean[i], found[i], 1e-6f);
            }
        }
    }

    [Fact]
    public void Means_of_planes_are_means()
    {
        const int Channels = 19;
        var input = new BlockedLayout(Channels, 5, 6, Lanes, (1, 2));
        float[] x = TestNumbers.Uniform(2 * Channels * 30, 2);
        float[] means = BlockedCase.Run(new BlockedMean(input, new BlockedLayout(Channels, 1, 1, Lanes)), 2, x);
        for (int i = 0; i < means.Length; i++)
        {
            Assert.Equal(x.Skip(30 * i).Take(30).Average(value => (double)value), means[i], 1e-6);
        }
    }

    [Fact]
    public void Channels_are_scaled_and_shifted()
    {
        const int Channels = 18;
        var input = new BlockedLayout(Channels, 3, 4, Lanes);
        var output = new BlockedLayout(Channels, 3, 4, Lanes, (1, 1));
        float[] x = TestNumbers.Uniform(2 * Channels * 12, 3), scale = TestNumbers.Uniform(Channels, 4);
        float[] shift = TestNumbers.Uniform(Channels, 5);
        float[] y = BlockedCase.Run(new BlockedAffine(input, output, scale, shift, new Activation(ActivationKind.Relu)), 2, x);
        var column = new BlockedLayout(Channels, 1, 1, Lanes);
        float[] factors = TestNumbers.Uniform(2 * Channels, 6);
        float[] scaled = BlockedCase.Run(new BlockedScale(input, column, output), 2, x, BlockedCase.Blocked(column, 2, factors));
        for (int i = 0; i < y.Length; i++)
        {
            int channel = i / 12 % Channels;
            Assert.Equal(Math.Max(0, (x[i] * (double)scale[channel]) + shift[channel]), y[i], 2e-6);
            Assert.Equal(x[i] * (double)factors[i / 12], scaled[i], 1e-6);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(8, 2)]
    [InlineData(3, 2)]
    public void Channels_are_copied_to_any_place(int channel, int stride)
    {
        const int Channels = 20;
        var input = new BlockedLayout(Channels, 7, 9, Lanes, (1, 1));
        var output = new BlockedLayout(Channels + 17, ((7 - 1) / stride) + 1, ((9 - 1) / stride) + 1, Lanes, (0, 1));
        float[] x = TestNumbers.Uniform(2 * Channels * 63, 7);
        float[] y = BlockedCase.Run(new BlockedCopy(input, output, channel, stride, ..), 2, x);
        int plane = output.Height * output.Width;
        for (int i = 0; i < y.Length; i++)
        {
            int image = i / plane / output.Channels, from = (i / plane % output.Channels) - channel;
            int row = i % plane / output.Width * stride, column = i % output.Width * stride;
            float expected = from is >= 0 and < Channels ? x[(((((image * Channels) + from) * 7) + row) * 9) + column] : 0;
            Assert.Equal(expected, y[i]);
        }
    }

    [Fact]
    public void Layouts_that_do_not_fit_are_refused()
    {
        var a = new BlockedLayout(20, 7, 9, Lanes);
        var b = new BlockedLayout(21, 7, 9, Lanes);
        Assert.Throws<ArgumentException>(() => new BlockedAffine(a, b, new float[20], new float[20], Activation.Identity));
        Assert.Throws<ArgumentException>(() => new BlockedCopy(b, a, 0, 1, ..));
        Assert.Throws<ArgumentException>(() => new BlockedCopy(a, b, 2, 1, ..));
        Assert.Throws<ArgumentException>(() => new BlockedMean(a, b));
        Assert.Throws<ArgumentException>(() => new BlockedScale(a, b, a));
        Assert.Throws<ArgumentException>(() => new BlockedLayout(int.MaxValue / 2, 1 << 20, 1 << 20, Lanes));
        Assert.Throws<ArgumentException>(() => new BlockedLayout(0, 1, 1, Lanes));
    }
}
