using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

[Trait("Kind", "Kernel")]
public class ConvolutionTests
{
    /// <summary>Shapes of networks, and sizes at which the kernels change their ways.</summary>
    public static TheoryData<string, ConvolutionGeometry> Geometries => new()
    {
        { "LeNet first", new(9, 1, 28, 28, 6, 5, 5) },
        { "LeNet first, padded", new(5, 1, 28, 28, 6, 5, 5, PaddingHeight: 2, PaddingWidth: 2) },
        { "LeNet second", new(9, 6, 12, 12, 16, 5, 5) },
        { "residual", new(2, 16, 32, 32, 16, 3, 3, 1, 1, 1, 1) },
        { "residual, last stage", new(2, 64, 8, 8, 64, 3, 3, 1, 1, 1, 1) },
        { "transition", new(3, 16, 16, 16, 32, 3, 3, 2, 2, 1, 1) },
        { "shortcut", new(3, 16, 16, 16, 32, 1, 1, 2, 2) },
        { "pointwise", new(2, 37, 7, 9, 19, 1, 1) },
        { "stem", new(2, 3, 33, 31, 8, 7, 7, 2, 2, 3, 3) },
        { "depthwise", new(3, 20, 9, 11, 20, 3, 3, 1, 1, 1, 1, Groups: 20) },
        { "depthwise, strided, two filters each", new(2, 6, 12, 10, 12, 3, 3, 2, 2, 1, 1, Groups: 6) },
        { "strided, odd sizes", new(2, 5, 17, 33, 7, 3, 3, 2, 2, 1, 1) },
        { "strided, bands of the input", new(1, 300, 31, 34, 20, 3, 3, 2, 2, 1, 1) },
        { "strided, bands of the output", new(1, 20, 31, 34, 300, 3, 3, 2, 2, 1, 1) },
        { "strided, no padding", new(3, 4, 16, 17, 5, 2, 2, 2, 2) },
        { "strided, wide filter", new(2, 3, 33, 32, 16, 5, 5, 2, 2, 2, 2) },
        { "strided columns only", new(2, 3, 9, 31, 4, 3, 5, 1, 2, 1, 2) },
        { "strided, groups, longer steps down", new(2, 6, 15, 16, 9, 2, 3, 3, 2, 1, 1, Groups: 3) },
        { "strided, a single column", new(2, 3, 9, 1, 4, 3, 3, 2, 2, 1, 1) },
        { "strided, padding beyond the filter", new(2, 2, 5, 4, 3, 2, 2, 2, 2, 5, 4) },
        { "strided, many taps of a filter", new(3, 130, 8, 8, 130, 3, 3, 2, 2, 1, 1) },
        { "groups", new(2, 12, 10, 10, 18, 3, 3, 1, 1, 1, 1, Groups: 3) },
        { "dilated", new(2, 5, 20, 17, 7, 3, 3, 1, 1, 2, 2, 2, 2) },
        { "dilated and strided alike", new(2, 4, 20, 20, 5, 3, 3, 2, 2, 2, 2, 2, 2) },
        { "dilated 3, strided 2", new(2, 4, 23, 21, 5, 3, 4, 2, 2, 3, 4, 3, 3) },
        { "stride longer than the filter", new(2, 3, 17, 19, 4, 2, 1, 4, 3) },
        { "uneven in both directions", new(2, 3, 13, 29, 5, 2, 5, 3, 1, 1, 4, 1, 2) },
        { "padding beyond the filter", new(2, 2, 5, 4, 3, 2, 2, 1, 1, 4, 3) },
        { "padding beyond the filter, strided", new(2, 2, 5, 4, 3, 2, 2, 2, 3, 5, 4) },
        { "filter larger than the image", new(2, 3, 3, 4, 5, 5, 7, 1, 1, 1, 2) },
        { "one output", new(3, 4, 5, 5, 10, 5, 5) },
        { "one pixel", new(3, 4, 1, 1, 10, 3, 3, 1, 1, 1, 1) },
        { "one row", new(2, 3, 1, 40, 4, 1, 9) },
        { "one column", new(2, 3, 40, 1, 4, 9, 1) },
        { "bands", new(1, 16, 70, 64, 4, 3, 3, 1, 1, 1, 1) },
        { "wide", new(1, 2, 4, 400, 3, 3, 3) },
        { "many terms and filters", new(1, 70, 6, 5, 110, 3, 3, 1, 1, 1, 1) },
        { "many images", new(45, 2, 5, 5, 3, 3, 3) },
        { "batch along the vectors", new(64, 6, 8, 9, 9, 3, 3) },
        { "batch along the vectors, padded", new(127, 3, 7, 9, 6, 3, 3, 1, 1, 1, 2) },
        { "no image", new(0, 2, 5, 5, 3, 3, 3) },
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void AgreesWithItsTwin(string name, ConvolutionGeometry geometry)
    {
        Assert.NotEmpty(name);
        using var team = new ThreadTeam(2);
        new ConvolutionCase(geometry).Check(team);
    }

    [Fact]
    public void RandomGeometriesAgreeWithTheirTwins()
    {
        using var team = new ThreadTeam(2);
        var random = new System.Random(11);
        for (int i = 0; i < 80;)
        {
            int groups = random.Next(1, 4);
            var g = new ConvolutionGeometry(
                random.Next(1, 4),
                groups * random.Next(1, 6),
                random.Next(1, 20),
                random.Next(1, 20),
                groups * random.Next(1, 9),
                random.Next(1, 5),
                random.Next(1, 5),
                random.Next(1, 4),
                random.Next(1, 4),
                random.Next(0, 4),
                random.Next(0, 4),
                random.Next(1, 4),
                random.Next(1, 4),
                groups);
            if (g.OutHeight > 0 && g.OutWidth > 0)
            {
                new ConvolutionCase(g, i).Check(team);
                i++;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void BitsDoNotDependOnThreads(string name, ConvolutionGeometry geometry)
    {
        Assert.NotEmpty(name);
        var convolution = new ConvolutionCase(geometry);
        float[] expected = TestNumbers.OnAnyThreads(convolution.Everything);
        using var three = new ThreadTeam(3);
        TestNumbers.AssertSameBits(expected, convolution.Everything(three));
    }

    [Fact]
    public void NaNStaysInItsImage()
    {
        using var team = new ThreadTeam(2);
        var g = new ConvolutionGeometry(3, 2, 9, 9, 5, 3, 3, 1, 1, 1, 1);
        float[] x = TestNumbers.Uniform(g.InputLength, 1);
        Array.Fill(x, float.NaN, g.InputLength / 3, g.InputLength / 3);
        float[] y = new float[g.OutputLength];
        Kernels.Convolution.Convolution.Forward(team, g, x, TestNumbers.Uniform(g.WeightLength, 2), [], y);
        for (int i = 0; i < y.Length; i++)
        {
            Assert.Equal(i / (y.Length / 3) == 1, float.IsNaN(y[i]));
        }
    }

    [Fact]
    public void BadGeometriesAndLengthsAreNamed()
    {
        var g = new ConvolutionGeometry(2, 4, 6, 6, 8, 3, 3);
        Assert.Contains("output height would be zero", Refusal(g with { KernelHeight = 7 }));
        Assert.Contains("output width would be zero", Refusal(g with { KernelWidth = 3, DilationWidth = 3 }));
        Assert.Contains("4 input channels cannot be split into 3 groups", Refusal(g with { Groups = 3 }));
        Assert.Contains("8 output channels cannot be split into 3 groups", Refusal(g with { InChannels = 3, Groups = 3 }));
        Assert.Contains("stride along the height is 0", Refusal(g with { StrideHeight = 0 }));
        Assert.Contains("padding along the width is -1", Refusal(g with { PaddingWidth = -1 }));
        Assert.Contains("Batch is -1", Refusal(g with { Batch = -1 }));

        using var team = new ThreadTeam(1);
        float[] x = new float[g.InputLength];
        float[] weight = new float[g.WeightLength];
        string message = Assert.Throws<ArgumentException>(
            () => Kernels.Convolution.Convolution.Forward(team, g, x, weight, new float[3], new float[g.OutputLength])).Message;
        Assert.Contains("bias of the convolution has 3 numbers; its geometry asks for 8", message);
        message = Assert.Throws<ArgumentException>(
            () => Kernels.Convolution.Convolution.GradientInput(team, g, new float[5], weight, x)).Message;
        Assert.Contains("output's gradient of the convolution has 5 numbers", message);
    }

    private static string Refusal(ConvolutionGeometry geometry)
    {
        using var team = new ThreadTeam(1);
        return Assert.Throws<ArgumentException>(() => Kernels.Convolution.Convolution.Forward(team, geometry, [], [], [], [])).Message;
    }
}
