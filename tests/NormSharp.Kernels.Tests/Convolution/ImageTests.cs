using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Convolution.WholeImages;
using NormSharp.Kernels.Elementwise;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

[Trait("Kind", "Kernel")]
public class ImageTests
{
    /// <summary>Blocks of filters, of positions and of lines that end with the last and those that are cut; images read in place and staged; padding, dilation, groups, strides; chunks of one image and of several.</summary>
    public static TheoryData<ConvolutionGeometry> Geometries => new()
    {
        new ConvolutionGeometry(9, 1, 28, 28, 6, 5, 5),
        new ConvolutionGeometry(70, 6, 12, 12, 16, 5, 5),
        new ConvolutionGeometry(3, 3, 32, 32, 16, 3, 3, 1, 1, 1, 1),
        new ConvolutionGeometry(5, 2, 17, 18, 4, 2, 3),
        new ConvolutionGeometry(5, 2, 10, 17, 5, 3, 2),
        new ConvolutionGeometry(4, 1, 12, 26, 7, 1, 3),
        new ConvolutionGeometry(33, 3, 9, 8, 10, 3, 1, 1, 1, 0, 0),
        new ConvolutionGeometry(2, 3, 15, 14, 6, 4, 5, 1, 1, 2, 3),
        new ConvolutionGeometry(3, 2, 12, 22, 12, 3, 3, 1, 1, 1, 2, 2, 3),
        new ConvolutionGeometry(2, 4, 16, 16, 10, 3, 3, 1, 1, 1, 1, Groups: 2),
        new ConvolutionGeometry(5, 4, 15, 20, 20, 3, 3, 1, 1, 0, 0, 1, 2, 2),
        new ConvolutionGeometry(9, 2, 19, 28, 14, 4, 3, 1, 1, 0, 0, 2, 2),
        new ConvolutionGeometry(2, 3, 33, 35, 9, 3, 3, 2, 2, 1, 1),
        new ConvolutionGeometry(1, 40, 16, 16, 20, 3, 3, 1, 1, 1, 1),
        new ConvolutionGeometry(70, 1, 12, 12, 6, 5, 5),
        new ConvolutionGeometry(40, 4, 20, 20, 24, 5, 5, Groups: 2),
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void AgreesWithItsTwin(ConvolutionGeometry geometry)
    {
        using var team = new ThreadTeam(2);
        new ImageCase(geometry).Check(team);
    }

    [Theory]
    [MemberData(nameof(ConvolutionTests.Geometries), MemberType = typeof(ConvolutionTests))]
    public void AgreesWithItsTwinOnEveryGeometry(string name, ConvolutionGeometry geometry)
    {
        Assert.NotEmpty(name);
        using var team = new ThreadTeam(2);
        new ImageCase(geometry).Check(team);
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void BitsDoNotDependOnThreads(ConvolutionGeometry geometry)
    {
        var convolution = new ImageCase(geometry);
        float[] expected = TestNumbers.OnAnyThreads(convolution.Everything);
        using var three = new ThreadTeam(3);
        TestNumbers.AssertSameBits(expected, convolution.Everything(three));
    }

    /// <summary>Where one pass serves both gradients, chunks of one image and of several, padding, and where two do.</summary>
    [Theory]
    [InlineData(9, 1, 28, 6, 5, 0, 1)]
    [InlineData(70, 1, 20, 10, 5, 0, 1)]
    [InlineData(9, 2, 20, 6, 5, 0, 1)]
    [InlineData(9, 3, 32, 16, 3, 1, 1)]
    [InlineData(40, 2, 18, 14, 3, 0, 2)]
    [InlineData(5, 2, 11, 5, 2, 0, 1)]
    [InlineData(2, 16, 16, 16, 3, 1, 1)]
    public void WeightAndBiasTogetherAreTheSame(int batch, int channels, int size, int filters, int kernel, int padding, int groups)
    {
        var g = new ConvolutionGeometry(batch, channels, size, size, filters, kernel, kernel, 1, 1, padding, padding, Groups: groups);
        float[] x = TestNumbers.Uniform(g.InputLength, 1);
        float[] dy = TestNumbers.Uniform(g.OutputLength, 2);
        using var team = new ThreadTeam(2);
        float[] expected = new float[g.WeightLength];
        Kernels.Convolution.Convolution.GradientWeight(team, g, x, dy, expected);
        float[] dWeight = new float[g.WeightLength];
        float[] dBias = new float[g.OutChannels];
        Array.Fill(dBias, float.NaN);
        Kernels.Convolution.Convolution.GradientParameters(team, g, x, dy, dWeight, dBias);
        TestNumbers.AssertSameBits(expected, dWeight);
        int plane = g.OutHeight * g.OutWidth;
        for (int filter = 0; filter < filters; filter++)
        {
            IEnumerable<double> terms = Enumerable.Range(0, batch * plane).Select(i => (double)dy[((((i / plane) * filters) + filter) * plane) + (i % plane)]);
            Assert.Equal(terms.Sum(), dBias[filter], 1e-6 * terms.Sum(Math.Abs));
        }

        using var three = new ThreadTeam(3);
        float[] again = new float[g.OutChannels];
        Kernels.Convolution.Convolution.GradientParameters(three, g, x, dy, dWeight, again);
        TestNumbers.AssertSameBits(dBias, again);
    }

    [Fact]
    public void ShortcutAndActivationGiveTheBitsOfSeparatePasses()
    {
        using var team = new ThreadTeam(2);
        foreach (ConvolutionGeometry g in new ConvolutionGeometry[] { new(9, 1, 28, 28, 6, 5, 5), new(16, 6, 12, 12, 10, 5, 5) })
        {
            float[] x = TestNumbers.Uniform(g.InputLength, 1);
            float[] weight = TestNumbers.Uniform(g.WeightLength, 2);
            float[] residual = TestNumbers.Uniform(g.OutputLength, 3);
            float[] expected = new float[g.OutputLength];
            Kernels.Convolution.Convolution.Forward(team, g, x, weight, [], expected);
            BinaryKernel.Apply(team, BinaryOperation.Add, expected, residual, expected);
            ActivationKernel.Apply(team, new Activation(ActivationKind.Sigmoid), expected, expected);
            float[] actual = new float[g.OutputLength];
            Kernels.Convolution.Convolution.ForwardThen(team, g, x, weight, [], residual, new Activation(ActivationKind.Sigmoid), actual);
            TestNumbers.AssertSameBits(expected, actual);
        }
    }

    [Fact]
    public void LeNetsConvolutionsAndAStemOfThreeChannelsUseIt()
    {
        bool wide = SimdWidth.Count == 16;
        Assert.Equal((true, true), Pays(new ConvolutionGeometry(256, 1, 28, 28, 6, 5, 5)));
        Assert.Equal((true, false), Pays(new ConvolutionGeometry(256, 6, 12, 12, 16, 5, 5)));
        Assert.Equal((wide, wide), Pays(new ConvolutionGeometry(128, 3, 32, 32, 16, 3, 3, 1, 1, 1, 1)));
    }

    [Fact]
    public void OtherConvolutionsDoNot()
    {
        var g = new ConvolutionGeometry(256, 1, 28, 28, 6, 5, 5);
        foreach (ConvolutionGeometry other in new[]
        {
            g with { OutChannels = 3 },
            g with { OutChannels = 32 },
            g with { InChannels = 8 },
            g with { Height = 11, Width = 11 },
            g with { Height = 516, Width = 516, Batch = 1 },
            g with { StrideHeight = 2, StrideWidth = 2 },
        })
        {
            Assert.Equal((false, false), Pays(other));
        }

        Assert.Equal((true, false), Pays(g with { Batch = 7 }));
    }

    private static unsafe (bool Forward, bool Gradient) Pays(in ConvolutionGeometry g)
    {
        Correlation forward = ForwardPass.Correlation(g, null, null, null, null);
        return (ImageShape.Pays(forward) || ImageShape.RowsPay(forward), ImageShape.GradientPays(forward));
    }
}
