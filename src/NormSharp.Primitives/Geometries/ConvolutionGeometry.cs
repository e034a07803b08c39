namespace NormSharp.Primitives;

/// <summary>
/// The sizes of a 2-D convolution: input [Batch, InChannels, Height, Width], weight
/// [OutChannels, InChannels / Groups, KernelHeight, KernelWidth], output [Batch, OutChannels, OutHeight, OutWidth].
/// </summary>
internal readonly record struct ConvolutionGeometry(
    int Batch,
    int InChannels,
    int Height,
    int Width,
    int OutChannels,
    int KernelHeight,
    int KernelWidth)
{
    /// <summary>Rows from one window to the next.</summary>
    public int StrideHeight { get; init; } = 1;

    /// <summary>Columns from one window to the next.</summary>
    public int StrideWidth { get; init; } = 1;

    /// <summary>Rows of zeros above the input, and as many below.</summary>
    public int PaddingHeight { get; init; }

    /// <summary>Columns of zeros on either side of the input.</summary>
    public int PaddingWidth { get; init; }

    /// <summary>Rows of the input from one tap of the kernel to the next.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Columns of the input from one tap of the kernel to the next.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>Groups of channels, each with filters of its own.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>⌊(Height + 2·PaddingHeight − DilationHeight·(KernelHeight − 1) − 1) / StrideHeight⌋ + 1.</summary>
    public int OutHeight => Extent(Height + (2 * PaddingHeight) - (DilationHeight * (KernelHeight - 1)) - 1, StrideHeight);

    /// <summary>⌊(Width + 2·PaddingWidth − DilationWidth·(KernelWidth − 1) − 1) / StrideWidth⌋ + 1.</summary>
    public int OutWidth => Extent(Width + (2 * PaddingWidth) - (DilationWidth * (KernelWidth - 1)) - 1, StrideWidth);

    /// <summary>Input channels that one filter sees.</summary>
    public int InChannelsPerGroup => InChannels / Groups;

    /// <summary>Output channels of one group.</summary>
    public int OutChannelsPerGroup => OutChannels / Groups;

    /// <summary>Numbers in the input.</summary>
    public int InputLength => checked(Batch * InChannels * Height * Width);

    /// <summary>Numbers in the weight.</summary>
    public int WeightLength => checked(OutChannels * InChannelsPerGroup * KernelHeight * KernelWidth);

    /// <summary>Numbers in the output.</summary>
    public int OutputLength => checked(Batch * OutChannels * OutHeight * OutWidth);

    // C#'s division truncates: without the test, a kernel larger than the padded input would seem to have one output.
    private static int Extent(int lastStart, int stride) => lastStart < 0 ? 0 : (lastStart / stride) + 1;
}
