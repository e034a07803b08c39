using NormSharp.Data;
using SkiaSharp;

namespace NormSharp.Imaging;

/// <summary>Turns a picture as its camera was held (EXIF 2.3, tag 0x0112).</summary>
internal static class Orientation
{
    /// <summary>Whether columns become rows.</summary>
    public static bool SwapsSides(SKEncodedOrigin origin) => origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop
        or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    /// <summary>The picture as it is to be seen.</summary>
    /// <param name="origin">Where the first row and the first column of the stored picture are.</param>
    /// <param name="stored">The picture as stored.</param>
    public static PngImage Apply(SKEncodedOrigin origin, PngImage stored)
    {
        if (origin is SKEncodedOrigin.TopLeft or < SKEncodedOrigin.TopLeft or > SKEncodedOrigin.LeftBottom)
        {
            return stored;
        }

        (int width, int height, int channels) = (stored.Width, stored.Height, stored.Channels);
        (int newWidth, int newHeight) = SwapsSides(origin) ? (height, width) : (width, height);
        byte[] pixels = GC.AllocateUninitializedArray<byte>(stored.Pixels.Length);
        for (int y = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                (int column, int row) = origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, height - 1 - x),
                    SKEncodedOrigin.RightBottom => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                stored.Pixels.AsSpan(((row * width) + column) * channels, channels)
                    .CopyTo(pixels.AsSpan(((y * newWidth) + x) * channels, channels));
            }
        }

        return new PngImage(newWidth, newHeight, channels, pixels);
    }
}
