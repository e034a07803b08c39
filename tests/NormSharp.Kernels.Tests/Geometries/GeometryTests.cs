using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Geometries;

/// <summary>Sizes are judged in 64 bits before a kernel can see them.</summary>
public sealed class GeometryTests
{
    private static readonly ConvolutionSizes Convolution = new(1, 1, 28, 28, 16, 2, 2);

    private static readonly PoolingSizes Pooling = new(4, 28, 28, 2, 2, 2, 2);

    /// <summary>The settings of files that once made kernels read and write outside of memory.</summary>
    [Theory]
    [InlineData(int.MaxValue, 1, 2, 1, 2, "stride along the height is 2147483647; it must be at most 1048576")]
    [InlineData(1, int.MaxValue, 2, 1, 2, "padding along the height is 2147483647; it must be at most 67108864")]
    [InlineData(1, 1, int.MaxValue, 1, 2, "dilation along the height is 2147483647; it must be at most 1048576")]
    [InlineData(1, 1, 1, int.MaxValue, 2, "kernel height is 2147483647; it must be at most 1048576")]
    [InlineData(1, 1 << 26, 1, 2, 2, "padded input height is 134217756; it must be at most 67108864")]
    [InlineData(1, 1, 1 << 20, 1 << 20, 2, "dilated kernel height is 1099510579201; it must be at most 67108864")]
    [InlineData(1, 1, 1, 0, 2, "kernel height is 0; it must be at least 1")]
    public void AConvolutionsWindowIsJudged(int stride, int padding, int dilation, int kernel, int other, string expected)
    {
        ConvolutionSizes sizes = Convolution with
        {
            StrideHeight = stride,
            PaddingHeight = padding,
            DilationHeight = dilation,
            KernelHeight = kernel,
            KernelWidth = other,
        };
        Assert.Contains(expected, Message(() => _ = new ConvolutionGeometry(sizes)));
        Assert.Contains(expected.Replace("height", "width"), Message(() => _ = new ConvolutionGeometry(Turned(sizes))));
    }

    [Fact]
    public void AConvolutionsProductsAreJudged()
    {
        Assert.Contains("numbers in the input is 4294967296", Refusal(new(1 << 20, 1, 64, 64, 1, 1, 1)));
        Assert.Contains("numbers in the output is 4294967296", Refusal(new(1 << 20, 1, 64, 16, 4, 1, 1)));
        Assert.Contains("numbers in a padded image is", Refusal(new(0, 1 << 20, 64, 64, 1, 1, 1)));
        Assert.Contains(
            "numbers in a padded image is",
            Refusal(new ConvolutionSizes(1, 1, 1, 1, 1, 1, 1) { PaddingHeight = 1 << 20, PaddingWidth = 1 << 20 }));
        Assert.Contains("count of weights is 1073741824", Refusal(new(1, 1 << 15, 1, 1, 1 << 15, 1, 1)));
        Assert.Contains("count of weights in a filter is 134217728", Refusal(new(1, 1 << 7, 1 << 10, 1 << 10, 1, 1 << 10, 1 << 10)));
        Assert.Contains("Batch is -1", Refusal(Convolution with { Batch = -1 }));
        Assert.Contains("Groups is 0", Refusal(Convolution with { Groups = 0 }));
    }

    [Fact]
    public void LargeSizesWithinTheBoundsAreExact()
    {
        var g = new ConvolutionGeometry(new(1, 1, 1, (1 << 26) - 2, 1, 1, 3) { PaddingWidth = 1, StrideWidth = 3 });
        Assert.Equal(((1 << 26) - 3) / 3 + 1, g.OutWidth);
        g = new ConvolutionGeometry(new(1, 1, 1, 1, 1, 1, 1) { StrideHeight = 1 << 20, DilationHeight = 1 << 20, PaddingHeight = 1 << 20 });
        Assert.Equal(3, g.OutHeight);
        Assert.Equal(28 * 28, new ConvolutionGeometry(new(1, 1, 28, 28, 1, 1, 1)).OutputLength);
    }

    [Theory]
    [InlineData(int.MaxValue, 2, 0, "kernel height is 2147483647")]
    [InlineData(2, int.MaxValue, 0, "stride along the height is 2147483647")]
    [InlineData(2, 2, int.MaxValue, "padding along the height is 2147483647")]
    [InlineData(2, 2, 2, "padding along the height is 2; it must be at most 1")]
    [InlineData(29, 2, 0, "output height would be zero")]
    public void APoolingsWindowIsJudged(int kernel, int stride, int padding, string expected)
    {
        PoolingSizes sizes = Pooling with { KernelHeight = kernel, StrideHeight = stride, PaddingHeight = padding };
        Assert.Contains(expected, Message(() => _ = new PoolingGeometry(sizes)));
    }

    [Fact]
    public void APoolingsProductsAreJudged()
    {
        Assert.Contains("numbers in the input is", Message(() => _ = new PoolingGeometry(Pooling with { Planes = 1 << 22 })));
        Assert.Contains(
            "numbers in a window is",
            Message(() => _ = new PoolingGeometry(
                new(1, 1, 1, 1 << 20, 1 << 20, 1, 1) { PaddingHeight = 1 << 19, PaddingWidth = 1 << 19 })));
        Assert.Contains("number of planes is -1", Message(() => _ = new PoolingGeometry(Pooling with { Planes = -1 })));
    }

    [Fact]
    public void ExtentsOfNormalizationsAreJudged()
    {
        Assert.Contains("count of numbers is 4294967296", Message(() => _ = new Planes(1 << 16, 1 << 10, 1 << 6)));

        // An extent of zero must not hide what the product of the others would be.
        Assert.Contains("count of numbers is", Message(() => _ = new Planes(0, int.MaxValue, int.MaxValue)));
        Assert.Contains("[-1, 2]", Message(() => _ = new RowExtent(-1, 2)));
        Assert.Contains("[2, 0]", Message(() => _ = new RowExtent(2, 0)));
        Assert.Contains("count of numbers is", Message(() => _ = new RowExtent(int.MaxValue, 2)));
        Assert.Contains("window of channels is 2147483647", Message(() => _ = new ResponseWindow(int.MaxValue, 1, 1, 1)));
        Assert.Contains("matrix product's M is 2147483647", Message(() => _ = GemmShape.Contiguous(int.MaxValue, 1, 1)));
    }

    [Fact]
    public void DefaultsHaveNoSizes()
    {
        Assert.Equal(0, default(PoolingGeometry).OutputLength);
        Assert.Equal(0, default(ConvolutionGeometry).OutputLength);
        Assert.Equal(0, default(Planes).Length);
        Assert.Equal(0, default(RowExtent).Length);
    }

    private static ConvolutionSizes Turned(in ConvolutionSizes s) => s with
    {
        KernelHeight = s.KernelWidth,
        KernelWidth = s.KernelHeight,
        StrideHeight = s.StrideWidth,
        StrideWidth = s.StrideHeight,
        PaddingHeight = s.PaddingWidth,
        PaddingWidth = s.PaddingHeight,
        DilationHeight = s.DilationWidth,
        DilationWidth = s.DilationHeight,
    };

    private static string Refusal(ConvolutionSizes sizes) => Message(() => _ = new ConvolutionGeometry(sizes));

    private static string Message(Action action) => Assert.Throws<ArgumentException>(action).Message;
}
