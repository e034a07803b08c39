using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>A 3×3 correlation at stride 1, its output cut into tiles of 4×4.</summary>
/// <param name="Images">How many images.</param>
/// <param name="Channels">Channels of the source.</param>
/// <param name="Source">A plane of the source.</param>
/// <param name="Filters">Channels of the output.</param>
/// <param name="Output">A plane of the output.</param>
/// <param name="Padding">Source row and column that output row 0 and column 0 meet first, negated.</param>
internal readonly record struct WinogradShape(
    int Images, int Channels, PlaneSize Source, int Filters, PlaneSize Output, PlaneSize Padding)
{
    /// <summary>Rows of the source.</summary>
    public int SourceHeight => Source.Height;

    /// <summary>Columns of the source.</summary>
    public int SourceWidth => Source.Width;

    /// <summary>Rows of the output.</summary>
    public int Height => Output.Height;

    /// <summary>Columns of the output.</summary>
    public int Width => Output.Width;

    /// <summary>Rows of tiles in an image.</summary>
    public int TileRows => (Height + WinogradPoints.Tile - 1) / WinogradPoints.Tile;

    /// <summary>Tiles in a row of them.</summary>
    public int TileColumns => (Width + WinogradPoints.Tile - 1) / WinogradPoints.Tile;

    /// <summary>Rows of tiles in all images: what is transformed in one go.</summary>
    public int Units => Images * TileRows;

    /// <summary>Floats of a position of the source: whole vectors.</summary>
    public int ChannelStride { get; } = WholeVectors(Channels);

    /// <summary>Floats of a position of the output: whole vectors.</summary>
    public int FilterStride { get; } = WholeVectors(Filters);

    /// <summary>The forward pass of a convolution, or nothing where filters are not 3×3 at stride 1.</summary>
    public static WinogradShape? Of(in ConvolutionGeometry g) => Fits(g)
        ? new(
            g.Batch,
            g.InChannels,
            new(g.Height, g.Width),
            g.OutChannels,
            new(g.OutHeight, g.OutWidth),
            new(g.PaddingHeight, g.PaddingWidth))
        : null;

    /// <summary>The gradient with respect to the input: a correlation of dy with the filters turned by half a turn.</summary>
    public static WinogradShape? OfInputGradient(in ConvolutionGeometry g) => Fits(g)
        ? new(
            g.Batch,
            g.OutChannels,
            new(g.OutHeight, g.OutWidth),
            g.InChannels,
            new(g.Height, g.Width),
            new(2 - g.PaddingHeight, 2 - g.PaddingWidth))
        : null;

    /// <summary>The inputs of one row of tiles, padding included.</summary>
    public Window InputWindow(int tileRow) => new(
        (tileRow * WinogradPoints.Tile) - Padding.Height,
        WinogradPoints.Count,
        -Padding.Width,
        (TileColumns * WinogradPoints.Tile) + WinogradPoints.Taps - 1);

    /// <summary>The outputs of one row of tiles; the last may reach beyond the edge.</summary>
    public Window OutputWindow(int tileRow) => new(
        tileRow * WinogradPoints.Tile, WinogradPoints.Tile, 0, TileColumns * WinogradPoints.Tile);

    private static bool Fits(in ConvolutionGeometry g) =>
        g is { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, Groups: 1 };

    private static int WholeVectors(int channels) => (channels + SimdWidth.Count - 1) / SimdWidth.Count * SimdWidth.Count;
}
