using NormSharp.Data;
using SkiaSharp;

namespace NormSharp.Imaging;

/// <summary>
/// Reads pictures as people have them: JPEG (also gray, CMYK and progressive, turned as its EXIF orientation says), WebP, BMP and the first
/// frame of GIF by SkiaSharp, PNG of every kind by <see cref="PictureDecoder.Png"/>. What a file is is seen from its bytes, not its name.
/// </summary>
/// <remarks>Colour profiles are not applied: a pixel is what the file says, as most libraries for training take it.</remarks>
public sealed class PhotoDecoder : PictureDecoder
{
    // A picture of a modern camera has 12 to 50 million; a header can claim anything.
    private const long MostPixels = 1L << 26;

    // A black JPEG has 170 pixels a byte. What claims more is small, or would make a few bytes take gigabytes.
    private const long PixelsOfAnyFile = 1L << 22;
    private const long MostPixelsPerByte = 256;

    private PhotoDecoder()
    {
    }

    /// <summary>The decoder; it has no state.</summary>
    public static PhotoDecoder Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Extensions { get; } =
        [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif"];

    /// <inheritdoc/>
    public override ImageShape ReadShape(string name, byte[] bytes)
    {
        if (IsPng(bytes))
        {
            return Png.ReadShape(name, bytes);
        }

        using SKCodec codec = Open(name, bytes);
        (int height, int width) = (codec.Info.Height, codec.Info.Width);
        int channels = codec.Info.ColorType == SKColorType.Gray8 ? 1 : 3;
        return Orientation.SwapsSides(codec.EncodedOrigin)
            ? new ImageShape(channels, width, height)
            : new ImageShape(channels, height, width);
    }

    /// <inheritdoc/>
    public override PngImage Decode(string name, byte[] bytes)
    {
        if (IsPng(bytes))
        {
            return Png.Decode(name, bytes);
        }

        using SKCodec codec = Open(name, bytes);
        bool isGray = codec.Info.ColorType == SKColorType.Gray8;
        var info = new SKImageInfo(
            codec.Info.Width,
            codec.Info.Height,
            isGray ? SKColorType.Gray8 : SKColorType.Rgba8888,
            isGray ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        byte[] stored = new byte[info.BytesSize];
        SKCodecResult result = Decode(codec, info, stored);
        if (result != SKCodecResult.Success)
        {
            throw Error(name, result == SKCodecResult.IncompleteInput && IsPicture(bytes)
                ? "is damaged: it ends before its last pixel, so it was cut off."
                : $"is damaged: its pixels cannot be decoded ({result}).");
        }

        byte[] pixels = isGray ? stored : OverBlack(stored);
        return Orientation.Apply(codec.EncodedOrigin, new PngImage(info.Width, info.Height, isGray ? 1 : 3, pixels));
    }

    private static bool IsPng(ReadOnlySpan<byte> bytes) => bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..];

    private static bool IsPicture(ReadOnlySpan<byte> bytes) => IsPng(bytes) || bytes is [0xFF, 0xD8, ..] or [(byte)'B', (byte)'M', ..]
        || bytes.StartsWith("GIF8"u8) || bytes.StartsWith("RIFF"u8);

    private static SKCodec Open(string name, byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            throw Error(name, "is empty.");
        }

        // The codec owns the stream.
        SKCodec codec = SKCodec.Create(new SKMemoryStream(bytes), out SKCodecResult result)
            ?? throw Error(name, result == SKCodecResult.IncompleteInput && IsPicture(bytes)
                ? "is damaged: it ends within its header, so it was cut off."
                : "is no picture that can be read: expected JPEG, PNG, WebP, BMP or GIF.");
        if ((long)codec.Info.Width * codec.Info.Height is 0 or > MostPixels)
        {
            (int width, int height) = (codec.Info.Width, codec.Info.Height);
            codec.Dispose();
            throw Error(name, $"claims {width}×{height} pixels; 1 to {MostPixels} are supported.");
        }

        long most = Math.Max(PixelsOfAnyFile, MostPixelsPerByte * bytes.Length);
        if ((long)codec.Info.Width * codec.Info.Height > most)
        {
            (int width, int height) = (codec.Info.Width, codec.Info.Height);
            codec.Dispose();
            throw Error(name, $"claims {width}×{height} pixels in {bytes.Length} bytes; at most {most} are read from so few.");
        }

        return codec;
    }

    private static unsafe SKCodecResult Decode(SKCodec codec, SKImageInfo info, byte[] pixels)
    {
        fixed (byte* first = pixels)
        {
            return codec.GetPixels(info, (nint)first);
        }
    }

    private static byte[] OverBlack(ReadOnlySpan<byte> stored)
    {
        byte[] pixels = GC.AllocateUninitializedArray<byte>(stored.Length / 4 * 3);
        for (int i = 0; i < stored.Length / 4; i++)
        {
            int alpha = stored[(4 * i) + 3];
            for (int channel = 0; channel < 3; channel++)
            {
                int value = stored[(4 * i) + channel];
                pixels[(3 * i) + channel] = (byte)(alpha == byte.MaxValue ? value : ((value * alpha) + 127) / 255);
            }
        }

        return pixels;
    }
}
