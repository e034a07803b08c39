namespace NormSharp.Primitives;

/// <summary>
/// The sizes of a 2-D pooling over [Planes, Height, Width], not judged yet: <see cref="PoolingGeometry"/> judges them.
/// </summary>
internal readonly record struct PoolingSizes(
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
}
