namespace NormSharp.Primitives;

/// <summary>
/// The sizes of a 2-D pooling over [Planes, Height, Width], where a plane is one channel of one image. Padded positions never
/// win a maximum; an average counts them only where <c>countPadding</c> says so.
/// </summary>
public readonly record struct PoolingGeometry(
    int Planes,
    int Height,
    int Width,
    int KernelHeight,
    int KernelWidth,
    int StrideHeight,
    int StrideWidth,
    int PaddingHeight = 0,
    int PaddingWidth = 0)
{
    /// <summary>⌊(Height + 2·PaddingHeight − KernelHeight) / StrideHeight⌋ + 1.</summary>
    public int OutHeight => ((Height + (2 * PaddingHeight) - KernelHeight) / StrideHeight) + 1;

    /// <summary>⌊(Width + 2·PaddingWidth − KernelWidth) / StrideWidth⌋ + 1.</summary>
    public int OutWidth => ((Width + (2 * PaddingWidth) - KernelWidth) / StrideWidth) + 1;

    /// <summary>Numbers in the input.</summary>
    public int InputLength => checked(Planes * Height * Width);

    /// <summary>Numbers in the output.</summary>
    public int OutputLength => checked(Planes * OutHeight * OutWidth);
}
