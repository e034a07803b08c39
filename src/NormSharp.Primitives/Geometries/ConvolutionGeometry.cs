namespace NormSharp.Primitives;

/// <summary>
/// A 2-D convolution whose sizes were judged: input [Batch, InChannels, Height, Width], weight
/// [OutChannels, InChannels / Groups, KernelHeight, KernelWidth], output [Batch, OutChannels, OutHeight, OutWidth]. It is the proof that
/// kernels ask for: there is none with sizes out of range but the default, whose sizes are zero and which kernels refuse.
/// </summary>
internal readonly record struct ConvolutionGeometry
{
    private const string Owner = "The convolution's";

    private readonly ConvolutionSizes _sizes;

    /// <summary>Judges sizes, in 64 bits.</summary>
    /// <param name="sizes">The sizes that were judged.</param>
    /// <exception cref="ArgumentException">A size is out of its range, or there is no output; the message names it.</exception>
    public ConvolutionGeometry(in ConvolutionSizes sizes)
    {
        SizeLimits.InRange(sizes.Batch, 0, SizeLimits.Numbers, Owner, nameof(Batch));
        SizeLimits.InRange(sizes.InChannels, 1, SizeLimits.Numbers, Owner, nameof(InChannels));
        SizeLimits.InRange(sizes.OutChannels, 1, SizeLimits.Numbers, Owner, nameof(OutChannels));
        SizeLimits.InRange(sizes.Groups, 1, SizeLimits.Numbers, Owner, nameof(Groups));
        Divides(sizes.Groups, sizes.InChannels, "input");
        Divides(sizes.Groups, sizes.OutChannels, "output");
        var rows = new WindowAxis(
            Owner, "height", new(sizes.KernelHeight, sizes.StrideHeight, sizes.PaddingHeight, sizes.DilationHeight));
        var columns = new WindowAxis(Owner, "width", new(sizes.KernelWidth, sizes.StrideWidth, sizes.PaddingWidth, sizes.DilationWidth));
        _sizes = sizes;
        OutHeight = rows.OutputOf(Owner, "height", sizes.Height);
        OutWidth = columns.OutputOf(Owner, "width", sizes.Width);

        CheckNumbers(rows.Reach, columns.Reach);
    }

    /// <summary>The sizes that were judged.</summary>
    public ConvolutionSizes Sizes => _sizes;

    /// <summary>Images.</summary>
    public int Batch => _sizes.Batch;

    /// <summary>Channels of the input.</summary>
    public int InChannels => _sizes.InChannels;

    /// <summary>Rows of the input.</summary>
    public int Height => _sizes.Height;

    /// <summary>Columns of the input.</summary>
    public int Width => _sizes.Width;

    /// <summary>Filters.</summary>
    public int OutChannels => _sizes.OutChannels;

    /// <summary>Rows of a filter.</summary>
    public int KernelHeight => _sizes.KernelHeight;

    /// <summary>Columns of a filter.</summary>
    public int KernelWidth => _sizes.KernelWidth;

    /// <inheritdoc cref="ConvolutionSizes.StrideHeight"/>
    public int StrideHeight => _sizes.StrideHeight;

    /// <inheritdoc cref="ConvolutionSizes.StrideWidth"/>
    public int StrideWidth => _sizes.StrideWidth;

    /// <inheritdoc cref="ConvolutionSizes.PaddingHeight"/>
    public int PaddingHeight => _sizes.PaddingHeight;

    /// <inheritdoc cref="ConvolutionSizes.PaddingWidth"/>
    public int PaddingWidth => _sizes.PaddingWidth;

    /// <inheritdoc cref="ConvolutionSizes.DilationHeight"/>
    public int DilationHeight => _sizes.DilationHeight;

    /// <inheritdoc cref="ConvolutionSizes.DilationWidth"/>
    public int DilationWidth => _sizes.DilationWidth;

    /// <inheritdoc cref="ConvolutionSizes.Groups"/>
    public int Groups => _sizes.Groups;

    /// <summary>⌊(Height + 2·PaddingHeight − DilationHeight·(KernelHeight − 1) − 1) / StrideHeight⌋ + 1.</summary>
    public int OutHeight { get; }

    /// <summary>⌊(Width + 2·PaddingWidth − DilationWidth·(KernelWidth − 1) − 1) / StrideWidth⌋ + 1.</summary>
    public int OutWidth { get; }

    /// <summary>Input channels that one filter sees.</summary>
    public int InChannelsPerGroup => InChannels / Groups;

    /// <summary>Output channels of one group.</summary>
    public int OutChannelsPerGroup => OutChannels / Groups;

    /// <summary>Numbers in the input.</summary>
    public int InputLength => Batch * InChannels * Height * Width;

    /// <summary>Numbers in the weight.</summary>
    public int WeightLength => OutChannels * InChannelsPerGroup * KernelHeight * KernelWidth;

    /// <summary>Numbers in the output.</summary>
    public int OutputLength => Batch * OutChannels * OutHeight * OutWidth;

    private void CheckNumbers(int rowReach, int columnReach)
    {
        int perGroup = InChannels / Groups;
        long terms = SizeLimits.Product(perGroup, KernelHeight, KernelWidth);
        SizeLimits.InRange(terms, 1, SizeLimits.Terms, Owner, "count of weights in a filter");
        long weights = SizeLimits.Product(OutChannels, perGroup, KernelHeight, KernelWidth);
        SizeLimits.InRange(weights, 1, SizeLimits.Weights, Owner, "count of weights");
        long image = SizeLimits.Product(
            Math.Max(InChannels, OutChannels) + SizeLimits.ChannelSlack,
            Math.Max(Height + (2 * PaddingHeight), rowReach),
            Math.Max(Width + (2 * PaddingWidth), columnReach));
        SizeLimits.InRange(image, 1, SizeLimits.Numbers, Owner, "count of numbers in a padded image");
        long input = SizeLimits.Product(Batch, InChannels, Height, Width);
        SizeLimits.InRange(input, 0, SizeLimits.Numbers, Owner, "count of numbers in the input");
        long output = SizeLimits.Product(Batch, OutChannels, OutHeight, OutWidth);
        SizeLimits.InRange(output, 0, SizeLimits.Numbers, Owner, "count of numbers in the output");
    }

    private static void Divides(int groups, int channels, string name)
    {
        if (channels % groups != 0)
        {
            throw new ArgumentException(
                $"The convolution's {channels} {name} channels cannot be split into {groups} groups of equal size");
        }
    }
}
