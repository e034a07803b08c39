using NormSharp.Data;

namespace NormSharp.Cli.Requests;

/// <summary>A picture from a PNG file, in the form that a model takes.</summary>
/// <param name="Path">The file.</param>
/// <param name="Planes">Its bytes, channel-first.</param>
/// <param name="IsLightAtBorder">Whether it is brighter than middle gray around its edge.</param>
internal sealed record PictureFile(string Path, byte[] Planes, bool IsLightAtBorder)
{
    /// <summary>Reads a file; red-green-blue without any colour serves as gray.</summary>
    /// <exception cref="NormSharpException">It has another size, or colour where the model takes gray, or the other way round.</exception>
    /// <exception cref="DataException">It is missing or damaged.</exception>
    public static PictureFile Read(string path, ImageShape expected)
    {
        PngImage image = PngImage.Read(path);
        if (image.Width != expected.Width || image.Height != expected.Height)
        {
            throw new NormSharpException(
                $"{path}: the picture has {image.Width}×{image.Height} pixels (width × height), but the model takes "
                    + $"{expected.Width}×{expected.Height}; scale it first");
        }

        if (image.Channels == 1 && expected.Channels != 1)
        {
            throw new NormSharpException(
                $"{path}: the picture is gray, but the model takes {expected.Channels} channels; save it as 8-bit RGB");
        }

        byte[] planes = new byte[image.Shape.Length];
        image.CopyPlanes(planes);
        if (image.Channels == 3 && expected.Channels == 1)
        {
            planes = GrayOf(path, planes);
        }

        return new PictureFile(path, planes, IsLight(planes, image.Width, image.Height));
    }

    private static byte[] GrayOf(string path, byte[] planes)
    {
        ReadOnlySpan<byte> red = planes.AsSpan(0, planes.Length / 3);
        ReadOnlySpan<byte> green = planes.AsSpan(red.Length, red.Length);
        ReadOnlySpan<byte> blue = planes.AsSpan(2 * red.Length);
        return red.SequenceEqual(green) && red.SequenceEqual(blue)
            ? red.ToArray()
            : throw new NormSharpException($"{path}: the picture has colours, but the model takes gray; save it as 8-bit gray");
    }

    private static bool IsLight(ReadOnlySpan<byte> plane, int width, int height)
    {
        long sum = 0;
        int count = 0;
        for (int i = 0; i < width * height; i++)
        {
            if (i % width == 0 || i % width == width - 1 || i < width || i >= width * (height - 1))
            {
                sum += plane[i];
                count++;
            }
        }

        return sum > 127L * count;
    }
}
