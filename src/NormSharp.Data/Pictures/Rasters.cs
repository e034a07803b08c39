namespace NormSharp.Data;

/// <summary>Makes planes of decoded pictures.</summary>
internal static class Rasters
{
    /// <summary>A decoded picture; gray is repeated where three channels are wanted.</summary>
    public static Raster Of(PngImage image, int channels)
    {
        var shape = new ImageShape(channels, image.Height, image.Width);
        byte[] planes = GC.AllocateUninitializedArray<byte>(shape.Length);
        if (image.Channels == channels)
        {
            image.CopyPlanes(planes);
        }
        else if (image.Channels == 1)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                image.Pixels.CopyTo(planes, channel * shape.PlaneLength);
            }
        }
        else
        {
            GrayOf(image.Pixels, planes);
        }

        return new Raster(shape, planes);
    }

    /// <summary>ITU-R 601 luma in the whole numbers that Pillow uses: (19595 R + 38470 G + 7471 B + 32768) / 65536.</summary>
    public static byte Luma(int red, int green, int blue) => (byte)(((19595 * red) + (38470 * green) + (7471 * blue) + 32768) >> 16);

    private static void GrayOf(ReadOnlySpan<byte> pixels, Span<byte> gray)
    {
        for (int i = 0; i < gray.Length; i++)
        {
            gray[i] = Luma(pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]);
        }
    }
}
