using NormSharp.Data;

namespace NormSharp.Training;

/// <summary>Makes of a decoded picture the bytes that a model takes.</summary>
internal static class PictureInput
{
    /// <summary>The picture, channel after channel.</summary>
    /// <param name="name">What the picture is called in messages.</param>
    /// <param name="image">The picture.</param>
    /// <param name="input">What the model takes.</param>
    /// <exception cref="NormSharpException">The model takes pictures of its own size alone, and this one has another, or has colours that
    /// the model does not take.</exception>
    public static byte[] Planes(string name, PngImage image, ModelInput input)
    {
        ImageShape shape = input.Shape;
        if (!input.ResizesPictures)
        {
            CheckFits(name, image, shape);
        }

        byte[] planes = new byte[shape.Length];
        new PicturePreparation(shape).Prepare(Rasters.Of(image, shape.Channels), new Resampler(), planes);
        return planes;
    }

    private static void CheckFits(string name, PngImage image, ImageShape shape)
    {
        if (image.Width != shape.Width || image.Height != shape.Height)
        {
            throw new NormSharpException(
                $"{name}: the picture has {image.Width}×{image.Height} pixels (width × height), but the model takes "
                    + $"{shape.Width}×{shape.Height}; scale it first");
        }

        if (image.Channels == 1 && shape.Channels != 1)
        {
            throw new NormSharpException(
                $"{name}: the picture is gray, but the model takes {shape.Channels} channels; save it as 8-bit RGB");
        }

        if (image.Channels == 3 && shape.Channels == 1 && !IsColourless(image.Pixels))
        {
            throw new NormSharpException($"{name}: the picture has colours, but the model takes gray; save it as 8-bit gray");
        }
    }

    private static bool IsColourless(ReadOnlySpan<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i += 3)
        {
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2])
            {
                return false;
            }
        }

        return true;
    }
}
