using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>One row of tiles of images on the side of a correlation that is transformed before the products.</summary>
/// <param name="images">The first image.</param>
/// <param name="channels">Channels of an image.</param>
/// <param name="height">Rows of an image.</param>
/// <param name="width">Columns of an image.</param>
/// <param name="stride">Floats of a position, channel last: whole vectors.</param>
internal readonly unsafe struct TileRow(float* images, int channels, int height, int width, int stride)
{
    /// <summary>points[point, tile, channel] of the tiles of a window.</summary>
    /// <param name="image">Which image.</param>
    /// <param name="window">The tiles' rows, and the columns of all of them.</param>
    /// <param name="tiles">How many tiles.</param>
    /// <param name="staged">Room for the window, channel last.</param>
    /// <param name="half">Room for <see cref="TileTransform.HalfLength"/> floats.</param>
    /// <param name="points">The first tile's first point.</param>
    /// <param name="pointStride">Floats from one point to the next.</param>
    public void ToPoints<TTransform, TS, TV>(
        int image, in Window window, int tiles, float* staged, float* half, float* points, nint pointStride)
        where TTransform : struct, IWinogradTransform
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        ChannelLast.Copy(images + ((nint)image * channels * height * width), channels, height, width, window, staged, stride);
        for (nint tile = 0; tile < tiles; tile++)
        {
            var from = new TileTransform.Strided(staged + (tile * WinogradPoints.Tile * stride), (nint)window.Columns * stride, stride);
            var to = new TileTransform.Strided(points + (tile * stride), WinogradPoints.Count * pointStride, pointStride);
            TileTransform.Run<TTransform, TS, TV>(from, stride, half, to);
        }
    }
}
