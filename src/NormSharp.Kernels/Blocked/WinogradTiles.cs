using NormSharp.Kernels.Convolution.Winograd;

namespace NormSharp.Kernels.Blocked;

/// <summary>The tiles of 4×4 outputs of all images, numbered image by image and row by row.</summary>
/// <param name="images">How many images.</param>
/// <param name="height">Rows of the output.</param>
/// <param name="width">Columns of the output.</param>
internal readonly struct WinogradTiles(int images, int height, int width)
{
    private readonly int _rows = ((height - 1) / WinogradPoints.Tile) + 1;
    private readonly int _columns = ((width - 1) / WinogradPoints.Tile) + 1;

    /// <summary>How many there are.</summary>
    public int Count => images * _rows * _columns;

    /// <summary>A tile's image, and its first row and column in the output.</summary>
    public (int Image, int Row, int Column) At(int tile)
    {
        (int image, int place) = Math.DivRem(tile, _rows * _columns);
        (int row, int column) = Math.DivRem(place, _columns);
        return (image, row * WinogradPoints.Tile, column * WinogradPoints.Tile);
    }
}
