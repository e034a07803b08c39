using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

[Trait("Kind", "Kernel")]
public class ConvolutionTests
{
    /// <summary>Once more what <see cref="AlgorithmTests"/> does for every algorithm.</summary>
    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(ConvolutionGeometries.Named), MemberType = typeof(ConvolutionGeometries))]
    public void AgreesWithItsTwin(string name, object given)
    {
        var geometry = (ConvolutionGeometry)given;
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
            var sizes = new ConvolutionSizes(
                random.Next(1, 4),
                groups * random.Next(1, 6),
                random.Next(1, 20),
                random.Next(1, 20),
                groups * random.Next(1, 9),
                random.Next(1, 5),
                random.Next(1, 5))
            {
                StrideHeight = random.Next(1, 4),
                StrideWidth = random.Next(1, 4),
                PaddingHeight = random.Next(0, 4),
                PaddingWidth = random.Next(0, 4),
                DilationHeight = random.Next(1, 4),
                DilationWidth = random.Next(1, 4),
                Groups = groups,
            };
            if (sizes.Height + (2 * sizes.PaddingHeight) > sizes.DilationHeight * (sizes.KernelHeight - 1)
                && sizes.Width + (2 * sizes.PaddingWidth) > sizes.DilationWidth * (sizes.KernelWidth - 1))
            {
                new ConvolutionCase(new ConvolutionGeometry(sizes), i).Check(team);
                i++;
            }
        }
    }

    /// <summary>Once more what <see cref="AlgorithmTests"/> does for every algorithm.</summary>
    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(ConvolutionGeometries.Named), MemberType = typeof(ConvolutionGeometries))]
    public void BitsDoNotDependOnThreads(string name, object given)
    {
        var geometry = (ConvolutionGeometry)given;
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
        var g = new ConvolutionGeometry(new(3, 2, 9, 9, 5, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 });
        float[] x = TestNumbers.Uniform(g.InputLength, 1);
        Array.Fill(x, float.NaN, g.InputLength / 3, g.InputLength / 3);
        float[] y = new float[g.OutputLength];
        ConvolutionKernel.Forward(team, g, x, TestNumbers.Uniform(g.WeightLength, 2), [], y);
        for (int i = 0; i < y.Length; i++)
        {
            Assert.Equal(i / (y.Length / 3) == 1, float.IsNaN(y[i]));
        }
    }

    [Fact]
    public void BadGeometriesAndLengthsAreNamed()
    {
        var g = new ConvolutionGeometry(new(2, 4, 6, 6, 8, 3, 3));
        Assert.Contains("output height would be zero", Refusal(g.Sizes with { KernelHeight = 7 }));
        Assert.Contains("output width would be zero", Refusal(g.Sizes with { KernelWidth = 3, DilationWidth = 3 }));
        Assert.Contains("4 input channels cannot be split into 3 groups", Refusal(g.Sizes with { Groups = 3 }));
        Assert.Contains("8 output channels cannot be split into 3 groups", Refusal(g.Sizes with { InChannels = 3, Groups = 3 }));
        Assert.Contains("stride along the height is 0", Refusal(g.Sizes with { StrideHeight = 0 }));
        Assert.Contains("padding along the width is -1", Refusal(g.Sizes with { PaddingWidth = -1 }));
        Assert.Contains("Batch is -1", Refusal(g.Sizes with { Batch = -1 }));

        using var team = new ThreadTeam(1);
        float[] x = new float[g.InputLength];
        float[] weight = new float[g.WeightLength];
        string message = Assert.Throws<ArgumentException>(
            () => ConvolutionKernel.Forward(team, g, x, weight, new float[3], new float[g.OutputLength])).Message;
        Assert.Contains("bias of the convolution has 3 numbers; its geometry needs 8", message);
        message = Assert.Throws<ArgumentException>(() => ConvolutionKernel.Forward(team, default, [], [], [], [])).Message;
        Assert.Contains("geometry is the default", message);
        message = Assert.Throws<ArgumentException>(
            () => ConvolutionKernel.GradientInput(team, g, new float[5], weight, x)).Message;
        Assert.Contains("output's gradient of the convolution has 5 numbers", message);
    }

    private static string Refusal(ConvolutionSizes sizes) =>
        Assert.Throws<ArgumentException>(() => new ConvolutionGeometry(sizes)).Message;
}
