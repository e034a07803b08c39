namespace NormSharp.Primitives;

/// <summary>
/// The sizes of a 2-D convolution, not judged yet: <see cref="ConvolutionGeometry"/> judges them. Input
/// [Batch, InChannels, Height, Width], weight [OutChannels, InChannels / Groups, KernelHeight, KernelWidth].
/// </summary>
internal readonly record struct ConvolutionSizes(
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
}
