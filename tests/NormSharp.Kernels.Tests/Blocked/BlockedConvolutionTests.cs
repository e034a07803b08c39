using NormSharp.Kernels.Blocked;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Tests.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Blocked;

[Trait("Kind", "Kernel")]
public class BlockedConvolutionTests
{
    private static readonly Activation[] Activations =
    [
        Activation.Identity, new(ActivationKind.Relu), new(ActivationKind.Clip) { Lower = -0.5f, Upper = 0.5f },
        new(ActivationKind.Silu), new(ActivationKind.Sigmoid),
    ];

    [Fact]
    public void Random_geometries_agree_with_their_twins()
    {
        var random = new System.Random(3);
        for (int i = 0; i < 100; i++)
        {
            Compare(Draw(random, depthwise: false), random, i);
        }
    }

    [Fact]
    public void Random_geometries_agree_with_their_twins_channel_by_channel()
    {
        var random = new System.Random(4);
        for (int i = 0; i < 60; i++)
        {
            Compare(Draw(random, depthwise: true), random, i);
        }
    }

    [Fact]
    public void Random_geometries_agree_with_their_twins_by_Winograd()
    {
        var random = new System.Random(6);
        for (int i = 0; i < 40; i++)
        {
            var g = new ConvolutionGeometry(new(
                random.Next(1, 4), random.Next(1, 150), random.Next(3, 20), random.Next(3, 20), random.Next(1, 80), 3, 3)
            {
                PaddingHeight = random.Next(0, 3),
                PaddingWidth = random.Next(0, 3),
            });
            Compare(g, random, i, winograd: true);
        }
    }

    /// <summary>Filters that no core's cache holds: all threads go pass by pass.</summary>
    [Fact]
    public void Many_filters_agree_with_their_twins_by_Winograd()
    {
        var g = new ConvolutionGeometry(new(2, 260, 9, 11, 250, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 });
        Compare(g, new System.Random(7), 1, winograd: true);
    }

    [Theory]
    [InlineData(1, 512, 7, 512, 3)]
    [InlineData(2, 64, 56, 64, 1)]
    [InlineData(1, 3, 64, 64, 7)]
    [InlineData(8, 16, 32, 16, 3)]
    public void Sizes_of_networks_agree_with_their_twins(int images, int channels, int extent, int filters, int kernel)
    {
        var g = new ConvolutionGeometry(new(images, channels, extent, extent, filters, kernel, kernel)
        {
            PaddingHeight = kernel / 2,
            PaddingWidth = kernel / 2,
        });
        Compare(g, new System.Random(5), 1);
    }

    [Fact]
    public void A_NaN_reaches_the_outputs_that_see_it_and_no_others()
    {
        var g = new ConvolutionGeometry(new(1, 20, 9, 9, 20, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 });
        float[] x = TestNumbers.Uniform(g.InputLength, 1);
        x[(4 * 9) + 4] = float.NaN;
        float[] y = BlockedCase.Run(Kernel(g, (1, 1), (0, 0), null, Activation.Identity, planar: false, 1), 1, x);
        for (int i = 0; i < y.Length; i++)
        {
            int row = i / 9 % 9, column = i % 9;
            Assert.Equal(row is >= 3 and <= 5 && column is >= 3 and <= 5, float.IsNaN(y[i]));
        }
    }

    [Fact]
    public void A_border_narrower_than_the_padding_is_refused()
    {
        var g = new ConvolutionGeometry(new(1, 16, 9, 9, 16, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 });
        Assert.Throws<ArgumentException>(() => Kernel(g, (1, 0), (0, 0), null, Activation.Identity, planar: false, 1));
    }

    [Fact]
    public void Spans_of_other_lengths_are_refused()
    {
        var g = new ConvolutionGeometry(new(1, 16, 5, 5, 16, 3, 3));
        BlockedKernel kernel = Kernel(g, (0, 0), (0, 0), null, Activation.Identity, planar: false, 1);
        using var team = new ThreadTeam(1);
        float[] x = new float[kernel.Input.Length], y = new float[kernel.Output.Length];
        Assert.Throws<ArgumentException>(() => kernel.Run(team, 2, x, default, y));
        Assert.Throws<ArgumentException>(() => kernel.Run(team, 1, x, x, y));
        Assert.Throws<ArgumentException>(() => kernel.Run(team, 1, x, default, x));
    }

    private static ConvolutionGeometry Draw(System.Random random, bool depthwise)
    {
        int lanes = BlockedCase.Lanes;
        while (true)
        {
            bool grouped = !depthwise && random.Next(5) == 0;
            int channels = grouped ? 2 * lanes : random.Next(1, 70);
            int filters = depthwise ? channels : grouped ? 2 * lanes * random.Next(1, 4) : random.Next(1, 5 * lanes);
            var sizes = new ConvolutionSizes(
                random.Next(1, 3), channels, random.Next(1, 20), random.Next(1, 31), filters, random.Next(1, 6), random.Next(1, 6))
            {
                StrideHeight = random.Next(1, 3),
                StrideWidth = random.Next(1, 4),
                PaddingHeight = random.Next(0, 3),
                PaddingWidth = random.Next(0, 4),
                DilationHeight = random.Next(1, 3),
                DilationWidth = random.Next(1, 3),
                Groups = depthwise ? channels : grouped ? 2 : 1,
            };
            if (sizes.Height + (2 * sizes.PaddingHeight) > sizes.DilationHeight * (sizes.KernelHeight - 1)
                && sizes.Width + (2 * sizes.PaddingWidth) > sizes.DilationWidth * (sizes.KernelWidth - 1))
            {
                return new ConvolutionGeometry(sizes);
            }
        }
    }

    private static void Compare(in ConvolutionGeometry g, System.Random random, int seed, bool winograd = false)
    {
        (int, int) inBorder = (g.PaddingHeight + random.Next(2), g.PaddingWidth + random.Next(2));
        (int, int) outBorder = random.Next(2) == 0 ? (0, 0) : (random.Next(3), random.Next(3));
        BlockedLayout? residual = random.Next(3) == 0
            ? new BlockedLayout(g.OutChannels, g.OutHeight, g.OutWidth, BlockedCase.Lanes, (random.Next(2), 0)) : null;
        Activation activation = Activations[random.Next(winograd ? 3 : Activations.Length)];
        BlockedKernel kernel = winograd
            ? Winograd(g, inBorder, outBorder, residual, activation, seed)
            : Kernel(g, inBorder, outBorder, residual, activation, g.Groups == 1 && random.Next(3) == 0, seed);
        float[] x = TestNumbers.Uniform(g.InputLength, seed, 1f);
        float[] added = TestNumbers.Uniform(g.OutputLength, seed + 3, 1f);
        float[]? second = residual is { } layout ? BlockedCase.Blocked(layout, g.Batch, added) : null;
        float[] y = BlockedCase.Run(kernel, g.Batch, x, second);

        double[] expected = new double[g.OutputLength];
        ReferenceConvolution.Forward<double>(g, Doubles(x), Doubles(Weight(g, seed)), Doubles(Bias(g, seed)), expected);

        // A quarter is the mean of a term's magnitude: a millionth of their sum is far above rounding, far below one dropped term.
        double scale = 1e-6 * (2 + (g.InChannelsPerGroup * g.KernelHeight * g.KernelWidth / 4.0));
        for (int i = 0; i < y.Length; i++)
        {
            double sum = ReferenceActivationOf(activation, expected[i] + (residual is null ? 0 : added[i]));
            Expect.True(Math.Abs(sum - y[i]) < scale, $"{g}: number {i} is {y[i]}, not {sum}");
        }
    }

    private static double ReferenceActivationOf(Activation activation, double x) => activation.Kind switch
    {
        ActivationKind.Relu => Math.Max(x, 0),
        ActivationKind.Clip => Math.Clamp(x, activation.Lower, activation.Upper),
        ActivationKind.Silu => x / (1 + Math.Exp(-x)),
        ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
        _ => x,
    };

    private static double[] Doubles(float[] numbers) => Array.ConvertAll(numbers, number => (double)number);

    private static float[] Weight(in ConvolutionGeometry g, int seed) => TestNumbers.Uniform(g.WeightLength, seed + 1, 1f);

    private static float[] Bias(in ConvolutionGeometry g, int seed) => TestNumbers.Uniform(g.OutChannels, seed + 2, 1f);

    private static BlockedWinograd Winograd(
        in ConvolutionGeometry g, (int, int) inBorder, (int, int) outBorder, BlockedLayout? residual, Activation activation, int seed)
    {
        var input = new BlockedLayout(g.InChannels, g.Height, g.Width, BlockedCase.Lanes, inBorder);
        var output = new BlockedLayout(g.OutChannels, g.OutHeight, g.OutWidth, BlockedCase.Lanes, outBorder);
        return new BlockedWinograd(new BlockedConvolutionShape(g, input, output, residual), Weight(g, seed), Bias(g, seed), activation);
    }

    private static BlockedKernel Kernel(
        in ConvolutionGeometry g,
        (int, int) inBorder,
        (int, int) outBorder,
        BlockedLayout? residual,
        Activation activation,
        bool planar,
        int seed)
    {
        int lanes = BlockedCase.Lanes;
        var input = new BlockedLayout(g.InChannels, g.Height, g.Width, planar ? 1 : lanes, inBorder);
        var output = new BlockedLayout(g.OutChannels, g.OutHeight, g.OutWidth, lanes, outBorder);
        return g.Groups > 1 && g.Groups == g.InChannels
            ? new BlockedDepthwise(g, (input, output, residual), Weight(g, seed), Bias(g, seed), activation)
            : new BlockedConvolution(new BlockedConvolutionShape(g, input, output, residual), Weight(g, seed), Bias(g, seed), activation);
    }
}
