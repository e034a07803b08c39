namespace NormSharp.Primitives;

/// <summary>
/// The sizes of a 2-D pooling over [Planes, Height, Width], where a plane is one channel of one image. Padded positions never
/// win a maximum; an average counts them only where <c>countPadding</c> says so.
/// </summary>
internal readonly record struct PoolingGeometry(
    int Planes,
    int Height,
    int Width,
    int KernelHeight,
    int KernelWidth,
    int StrideHeight,
    int StrideWidth)
{
    /// <summary>Rows that are thought to lie above and below the input.</summary>
    public int PaddingHeight { get; init; }

    /// <summary>Columns that are thought to lie beside the input.</summary>
    public int PaddingWidth { get; init; }

    /// <summary>⌊(Height + 2·PaddingHeight − KernelHeight) / StrideHeight⌋ + 1.</summary>
    public int OutHeight => ((Height + (2 * PaddingHeight) - KernelHeight) / StrideHeight) + 1;

    /// <summary>⌊(Width + 2·PaddingWidth − KernelWidth) / StrideWidth⌋ + 1.</summary>
    public int OutWidth => ((Width + (2 * PaddingWidth) - KernelWidth) / StrideWidth) + 1;

    /// <summary>Numbers in the input.</summary>
    public int InputLength => checked(Planes * Height * Width);

    /// <summary>Numbers in the output.</summary>
    public int OutputLength => checked(Planes * OutHeight * OutWidth);
}
