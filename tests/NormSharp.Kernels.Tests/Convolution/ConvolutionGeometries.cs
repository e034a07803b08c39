using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>The geometries on which every algorithm is tested that accepts them.</summary>
public static class ConvolutionGeometries
{
    // Multiply-adds of a forward pass; the twin takes them one by one, for every pass and algorithm.
    private const long LargestProducts = 10_000_000;

    /// <summary>Shapes of networks, and sizes at which the kernels change their ways.</summary>
    public static TheoryData<string, object> Named => new()
    {
        { "LeNet first", new ConvolutionGeometry(new(9, 1, 28, 28, 6, 5, 5)) },
        { "LeNet first, padded", new ConvolutionGeometry(new(5, 1, 28, 28, 6, 5, 5) { PaddingHeight = 2, PaddingWidth = 2 }) },
        { "LeNet second", new ConvolutionGeometry(new(9, 6, 12, 12, 16, 5, 5)) },
        { "residual", new ConvolutionGeometry(new(2, 16, 32, 32, 16, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "residual, last stage", new ConvolutionGeometry(new(2, 64, 8, 8, 64, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        {
            "transition",
            new ConvolutionGeometry(new(3, 16, 16, 16, 32, 3, 3) { StrideHeight = 2, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 1 })
        },
        { "shortcut", new ConvolutionGeometry(new(3, 16, 16, 16, 32, 1, 1) { StrideHeight = 2, StrideWidth = 2 }) },
        { "pointwise", new ConvolutionGeometry(new(2, 37, 7, 9, 19, 1, 1)) },
        {
            "stem",
            new ConvolutionGeometry(new(2, 3, 33, 31, 8, 7, 7) { StrideHeight = 2, StrideWidth = 2, PaddingHeight = 3, PaddingWidth = 3 })
        },
        { "depthwise", new ConvolutionGeometry(new(3, 20, 9, 11, 20, 3, 3) { PaddingHeight = 1, PaddingWidth = 1, Groups = 20 }) },
        {
            "depthwise, strided, two filters each",
            new ConvolutionGeometry(new(2, 6, 12, 10, 12, 3, 3)
                { StrideHeight = 2, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 1, Groups = 6 })
        },
        {
            "strided, odd sizes",
            new ConvolutionGeometry(new(2, 5, 17, 33, 7, 3, 3) { StrideHeight = 2, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 1 })
        },
        {
            "strided, bands of the input",
            new ConvolutionGeometry(new(1, 300, 31, 34, 20, 3, 3)
            {
                StrideHeight = 2, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 1,
            })
        },
        {
            "strided, bands of the output",
            new ConvolutionGeometry(new(1, 20, 31, 34, 300, 3, 3)
            {
                StrideHeight = 2, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 1,
            })
        },
        { "strided, no padding", new ConvolutionGeometry(new(3, 4, 16, 17, 5, 2, 2) { StrideHeight = 2, StrideWidth = 2 }) },
        {
            "strided, wide filter",
            new ConvolutionGeometry(new(2, 3, 33, 32, 16, 5, 5) { StrideHeight = 2, StrideWidth = 2, PaddingHeight = 2, PaddingWidth = 2 })
        },
        { "strided columns only", new ConvolutionGeometry(new(2, 3, 9, 31, 4, 3, 5)
        {
            StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 2,
        }) },
        {
            "strided, groups, longer steps down",
            new ConvolutionGeometry(new(2, 6, 15, 16, 9, 2, 3)
                { StrideHeight = 3, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 1, Groups = 3 })
        },
        {
            "strided, a single column",
            new ConvolutionGeometry(new(2, 3, 9, 1, 4, 3, 3) { StrideHeight = 2, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 1 })
        },
        {
            "strided, padding beyond the filter",
            new ConvolutionGeometry(new(2, 2, 5, 4, 3, 2, 2) { StrideHeight = 2, StrideWidth = 2, PaddingHeight = 5, PaddingWidth = 4 })
        },
        {
            "strided, many taps of a filter",
            new ConvolutionGeometry(new(3, 130, 8, 8, 130, 3, 3) { StrideHeight = 2, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 1 })
        },
        { "groups", new ConvolutionGeometry(new(2, 12, 10, 10, 18, 3, 3) { PaddingHeight = 1, PaddingWidth = 1, Groups = 3 }) },
        {
            "dilated",
            new ConvolutionGeometry(new(2, 5, 20, 17, 7, 3, 3)
            {
                PaddingHeight = 2, PaddingWidth = 2, DilationHeight = 2, DilationWidth = 2,
            })
        },
        {
            "dilated and strided alike",
            new ConvolutionGeometry(new(2, 4, 20, 20, 5, 3, 3)
            {
                StrideHeight = 2, StrideWidth = 2, PaddingHeight = 2, PaddingWidth = 2, DilationHeight = 2, DilationWidth = 2,
            })
        },
        {
            "dilated 3, strided 2",
            new ConvolutionGeometry(new(2, 4, 23, 21, 5, 3, 4)
            {
                StrideHeight = 2, StrideWidth = 2, PaddingHeight = 3, PaddingWidth = 4, DilationHeight = 3, DilationWidth = 3,
            })
        },
        { "stride longer than the filter", new ConvolutionGeometry(new(2, 3, 17, 19, 4, 2, 1) { StrideHeight = 4, StrideWidth = 3 }) },
        {
            "uneven in both directions",
            new ConvolutionGeometry(new(2, 3, 13, 29, 5, 2, 5) { StrideHeight = 3, PaddingHeight = 1, PaddingWidth = 4, DilationWidth = 2 })
        },
        { "padding beyond the filter", new ConvolutionGeometry(new(2, 2, 5, 4, 3, 2, 2) { PaddingHeight = 4, PaddingWidth = 3 }) },
        {
            "padding beyond the filter, strided",
            new ConvolutionGeometry(new(2, 2, 5, 4, 3, 2, 2) { StrideHeight = 2, StrideWidth = 3, PaddingHeight = 5, PaddingWidth = 4 })
        },
        { "filter larger than the image", new ConvolutionGeometry(new(2, 3, 3, 4, 5, 5, 7) { PaddingHeight = 1, PaddingWidth = 2 }) },
        { "one output", new ConvolutionGeometry(new(3, 4, 5, 5, 10, 5, 5)) },
        { "one pixel", new ConvolutionGeometry(new(3, 4, 1, 1, 10, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "one row", new ConvolutionGeometry(new(2, 3, 1, 40, 4, 1, 9)) },
        { "one column", new ConvolutionGeometry(new(2, 3, 40, 1, 4, 9, 1)) },
        { "bands", new ConvolutionGeometry(new(1, 16, 70, 64, 4, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "wide", new ConvolutionGeometry(new(1, 2, 4, 400, 3, 3, 3)) },
        { "many terms and filters", new ConvolutionGeometry(new(1, 70, 6, 5, 110, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "many images", new ConvolutionGeometry(new(45, 2, 5, 5, 3, 3, 3)) },
        { "batch along the vectors", new ConvolutionGeometry(new(64, 6, 8, 9, 9, 3, 3)) },
        { "batch along the vectors, padded", new ConvolutionGeometry(new(127, 3, 7, 9, 6, 3, 3) { PaddingHeight = 1, PaddingWidth = 2 }) },
        { "no image", new ConvolutionGeometry(new(0, 2, 5, 5, 3, 3, 3)) },
        { "pointwise, many channels", new ConvolutionGeometry(new(5, 70, 8, 8, 33, 1, 1)) },
        { "large filter", new ConvolutionGeometry(new(2, 4, 24, 20, 6, 11, 9) { PaddingHeight = 5, PaddingWidth = 4 }) },
        {
            "large filter, strided",
            new ConvolutionGeometry(new(2, 3, 40, 37, 8, 11, 11) { StrideHeight = 4, StrideWidth = 4, PaddingHeight = 2, PaddingWidth = 2 })
        },
        { "one channel, one filter", new ConvolutionGeometry(new(3, 1, 16, 16, 1, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "a filter as large as the image", new ConvolutionGeometry(new(4, 16, 4, 4, 20, 4, 4)) },
    };

    /// <summary>Blocks of filters, of positions and of lines that end with the last and those that are cut; images read in place and
    /// staged; padding, dilation, groups, strides; chunks of one image and of several.</summary>
    public static TheoryData<string, object> Images => new()
    {
        { "images, 1", new ConvolutionGeometry(new(9, 1, 28, 28, 6, 5, 5)) },
        { "images, 2", new ConvolutionGeometry(new(70, 6, 12, 12, 16, 5, 5)) },
        { "images, 3", new ConvolutionGeometry(new(3, 3, 32, 32, 16, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "images, 4", new ConvolutionGeometry(new(5, 2, 17, 18, 4, 2, 3)) },
        { "images, 5", new ConvolutionGeometry(new(5, 2, 10, 17, 5, 3, 2)) },
        { "images, 6", new ConvolutionGeometry(new(4, 1, 12, 26, 7, 1, 3)) },
        { "images, 7", new ConvolutionGeometry(new(33, 3, 9, 8, 10, 3, 1)) },
        { "images, 8", new ConvolutionGeometry(new(2, 3, 15, 14, 6, 4, 5) { PaddingHeight = 2, PaddingWidth = 3 }) },
        {
            "images, 9",
            new ConvolutionGeometry(new(3, 2, 12, 22, 12, 3, 3)
            {
                PaddingHeight = 1, PaddingWidth = 2, DilationHeight = 2, DilationWidth = 3,
            })
        },
        { "images, 10", new ConvolutionGeometry(new(2, 4, 16, 16, 10, 3, 3) { PaddingHeight = 1, PaddingWidth = 1, Groups = 2 }) },
        { "images, 11", new ConvolutionGeometry(new(5, 4, 15, 20, 20, 3, 3) { DilationWidth = 2, Groups = 2 }) },
        { "images, 12", new ConvolutionGeometry(new(9, 2, 19, 28, 14, 4, 3) { DilationHeight = 2, DilationWidth = 2 }) },
        {
            "images, 13",
            new ConvolutionGeometry(new(2, 3, 33, 35, 9, 3, 3) { StrideHeight = 2, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 1 })
        },
        { "images, 14", new ConvolutionGeometry(new(1, 40, 16, 16, 20, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "images, 15", new ConvolutionGeometry(new(70, 1, 12, 12, 6, 5, 5)) },
        { "images, 16", new ConvolutionGeometry(new(40, 4, 20, 20, 24, 5, 5) { Groups = 2 }) },
    };

    /// <summary>Six filters, fewer and more; rows of one vector of 16 and of several; a single row of pairs; groups, dilation, taps of one
    /// number; tasks of one image and of several.</summary>
    public static TheoryData<string, object> Rows => new()
    {
        { "rows, 1", new ConvolutionGeometry(new(9, 1, 36, 36, 6, 5, 5)) },
        { "rows, 2", new ConvolutionGeometry(new(70, 6, 20, 20, 16, 5, 5)) },
        { "rows, 3", new ConvolutionGeometry(new(3, 2, 5, 18, 1, 2, 3)) },
        { "rows, 4", new ConvolutionGeometry(new(2, 3, 1, 34, 7, 1, 3)) },
        { "rows, 5", new ConvolutionGeometry(new(5, 12, 10, 34, 18, 3, 3) { Groups = 3 }) },
        { "rows, 6", new ConvolutionGeometry(new(2, 40, 8, 16, 13, 1, 1)) },
        { "rows, 7", new ConvolutionGeometry(new(3, 2, 11, 36, 6, 2, 3) { DilationHeight = 3, DilationWidth = 2 }) },
        { "rows, 8", new ConvolutionGeometry(new(0, 1, 36, 36, 6, 5, 5)) },
    };

    /// <summary>
    /// Batches around the tiles of every width, blocks of filters and lines that are cut, chains that are cut, padding of every kind.
    /// </summary>
    public static TheoryData<string, object> Batches => new()
    {
        { "lanes, 1", new ConvolutionGeometry(new(1, 1, 5, 5, 6, 5, 5)) },
        { "lanes, 2", new ConvolutionGeometry(new(15, 2, 6, 7, 5, 3, 3)) },
        { "lanes, 3", new ConvolutionGeometry(new(16, 6, 12, 12, 16, 5, 5)) },
        { "lanes, 4", new ConvolutionGeometry(new(17, 3, 7, 6, 7, 3, 2) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "lanes, 5", new ConvolutionGeometry(new(33, 1, 12, 13, 6, 5, 5) { PaddingHeight = 2, PaddingWidth = 2 }) },
        { "lanes, 6", new ConvolutionGeometry(new(64, 4, 5, 9, 12, 3, 3) { StrideHeight = 2, PaddingHeight = 1 }) },
        { "lanes, 7", new ConvolutionGeometry(new(65, 6, 4, 4, 6, 3, 3) { PaddingHeight = 3, PaddingWidth = 4 }) },
        {
            "lanes, 8",
            new ConvolutionGeometry(new(70, 2, 9, 8, 6, 3, 3)
                { PaddingHeight = 2, PaddingWidth = 1, DilationHeight = 2, DilationWidth = 2, Groups = 2 })
        },
        { "lanes, 9", new ConvolutionGeometry(new(20, 48, 6, 5, 6, 4, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "lanes, 10", new ConvolutionGeometry(new(9, 6, 9, 10, 30, 5, 5) { PaddingHeight = 1, PaddingWidth = 2 }) },
    };

    /// <summary>One block of columns and several, two full vectors and nearly empty ones, one filter and many, padded rows, groups, tasks
    /// of one image and of several.</summary>
    public static TheoryData<string, object> TapRows => new()
    {
        { "tap rows, 1", new ConvolutionGeometry(new(17, 6, 12, 12, 16, 5, 5)) },
        { "tap rows, 2", new ConvolutionGeometry(new(2, 6, 5, 28, 1, 2, 5)) },
        { "tap rows, 3", new ConvolutionGeometry(new(70, 10, 7, 10, 3, 3, 3)) },
        { "tap rows, 4", new ConvolutionGeometry(new(3, 16, 4, 17, 5, 4, 2)) },
        { "tap rows, 5", new ConvolutionGeometry(new(2, 1, 3, 39, 4, 2, 32)) },
        { "tap rows, 6", new ConvolutionGeometry(new(3, 8, 9, 11, 7, 3, 4) { PaddingHeight = 2 }) },
        { "tap rows, 7", new ConvolutionGeometry(new(2, 4, 3, 8, 3, 5, 1) { PaddingHeight = 4 }) },
        { "tap rows, 8", new ConvolutionGeometry(new(5, 18, 6, 20, 12, 3, 5) { Groups = 3 }) },
        { "tap rows, 9", new ConvolutionGeometry(new(1, 6, 12, 12, 130, 5, 5)) },
        { "tap rows, 10", new ConvolutionGeometry(new(0, 6, 12, 12, 16, 5, 5)) },
    };

    /// <summary>
    /// Tiles that fill the image and that cross its edge, channels around vectors, chains that are cut, padding of every kind.
    /// </summary>
    public static TheoryData<string, object> Tiles => new()
    {
        { "tiles, 1", new ConvolutionGeometry(new(1, 1, 4, 4, 1, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "tiles, 2", new ConvolutionGeometry(new(2, 3, 1, 1, 2, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "tiles, 3", new ConvolutionGeometry(new(1, 2, 3, 3, 5, 3, 3)) },
        { "tiles, 4", new ConvolutionGeometry(new(3, 5, 8, 8, 7, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "tiles, 5", new ConvolutionGeometry(new(2, 16, 9, 13, 16, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "tiles, 6", new ConvolutionGeometry(new(2, 15, 5, 17, 17, 3, 3) { PaddingWidth = 1 }) },
        { "tiles, 7", new ConvolutionGeometry(new(1, 33, 7, 6, 47, 3, 3) { PaddingHeight = 2, PaddingWidth = 2 }) },
        { "tiles, 8", new ConvolutionGeometry(new(2, 31, 6, 7, 32, 3, 3) { PaddingHeight = 3 }) },
        { "tiles, 9", new ConvolutionGeometry(new(1, 4, 3, 5, 3, 3, 3) { PaddingHeight = 4, PaddingWidth = 5 }) },
        { "tiles, 10", new ConvolutionGeometry(new(1, 130, 4, 5, 100, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
        { "tiles, 11", new ConvolutionGeometry(new(2, 2, 56, 60, 3, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }) },
    };

    /// <summary>All of them.</summary>
    public static TheoryData<string, object> All => [.. Named, .. Images, .. Rows, .. Batches, .. TapRows, .. Tiles];

    /// <summary>Those whose twin takes less than a second.</summary>
    public static TheoryData<string, object> Usual => [.. All.Where(row => Products(row) <= LargestProducts)];

    /// <summary>The few others; smaller ones of their kind are among the usual.</summary>
    public static TheoryData<string, object> Large => [.. All.Where(row => Products(row) > LargestProducts)];

    private static long Products(TheoryDataRow<string, object> row)
    {
        var g = (ConvolutionGeometry)row.Data.Item2;
        return (long)g.OutputLength * (g.WeightLength / g.OutChannels);
    }
}
