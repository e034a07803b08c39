using NormSharp.Primitives;

namespace NormSharp.Data;

/// <summary>Crops, recolours, turns and covers an image, in memory of its own. Serves one thread at a time.</summary>
internal sealed class PictureAugmenter(Augmentation augmentation, ImageShape shape)
{
    private readonly Resampler _resampler = new();
    private readonly byte[] _image = new byte[shape.Length];
    private readonly byte[] _turned = new byte[augmentation.Rotation > 0 ? shape.Length : 0];

    /// <summary>Changes an image of a set; the result is valid until the next call.</summary>
    public Span<byte> Apply(ImageSet set, int index, Philox random)
    {
        Span<byte> image = _image;
        if (augmentation.CropArea is double leastArea)
        {
            Crop(set, index, leastArea, ref random);
        }
        else
        {
            set.Image(index).CopyTo(image);
        }

        if (augmentation.ColorJitter > 0)
        {
            Jitter(image, augmentation.ColorJitter, ref random);
        }

        if (augmentation.Rotation > 0)
        {
            Turn(image, augmentation.Rotation * ((2 * random.NextDouble()) - 1) * Math.PI / 180, _turned);
            image = _turned;
        }

        if (augmentation.Cutout > 0)
        {
            Cover(image, augmentation.Cutout, random.NextInt(shape.Height), random.NextInt(shape.Width));
        }

        return image;
    }

    private void Crop(ImageSet set, int index, double leastArea, ref Philox random)
    {
        Raster? source = set.Source(index);
        ImageShape size = source?.Shape ?? shape;
        ReadOnlySpan<byte> planes = source is null ? set.Image(index) : source.Planes;
        PictureRegion region = RandomCrop.Draw(size, leastArea, ref random);
        _resampler.Resample(planes, size, region, (shape.Height, shape.Width), PictureRegion.Of(shape), _image);
    }

    /// <summary>Brightness, contrast around the mean of the gray picture, saturation around each pixel's gray.</summary>
    private void Jitter(Span<byte> image, double strength, ref Philox random)
    {
        double brightness = Factor(ref random, strength);
        double contrast = Factor(ref random, strength);
        double saturation = Factor(ref random, strength);
        int plane = shape.PlaneLength;
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = Clamp(brightness * image[i]);
        }

        double sum = 0;
        for (int i = 0; i < plane; i++)
        {
            sum += Gray(image, i);
        }

        double mean = Math.Floor((sum / plane) + 0.5);
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = Clamp((contrast * image[i]) + ((1 - contrast) * mean));
        }

        for (int i = 0; shape.Channels == 3 && i < plane; i++)
        {
            double gray = (1 - saturation) * Gray(image, i);
            for (int channel = 0; channel < 3; channel++)
            {
                ref byte value = ref image[(channel * plane) + i];
                value = Clamp((saturation * value) + gray);
            }
        }
    }

    private int Gray(ReadOnlySpan<byte> image, int i)
        => shape.Channels == 3
            ? ((19595 * image[i]) + (38470 * image[shape.PlaneLength + i]) + (7471 * image[(2 * shape.PlaneLength) + i]) + 32768) >> 16
            : image[i];

    /// <summary>Each new pixel is interpolated between the four where it was; beyond the edge is black.</summary>
    private void Turn(ReadOnlySpan<byte> image, double angle, Span<byte> turned)
    {
        (double sin, double cos) = Math.SinCos(angle);
        double middleX = (shape.Width - 1) / 2.0;
        double middleY = (shape.Height - 1) / 2.0;
        for (int y = 0; y < shape.Height; y++)
        {
            for (int x = 0; x < shape.Width; x++)
            {
                double fromX = (cos * (x - middleX)) + (sin * (y - middleY)) + middleX;
                double fromY = (cos * (y - middleY)) - (sin * (x - middleX)) + middleY;
                for (int channel = 0; channel < shape.Channels; channel++)
                {
                    int start = channel * shape.PlaneLength;
                    turned[start + (y * shape.Width) + x] = Between(image.Slice(start, shape.PlaneLength), fromX, fromY);
                }
            }
        }
    }

    private byte Between(ReadOnlySpan<byte> plane, double x, double y)
    {
        int left = (int)Math.Floor(x);
        int top = (int)Math.Floor(y);
        (double right, double down) = (x - left, y - top);
        return Clamp(
            ((1 - down) * (((1 - right) * At(plane, left, top)) + (right * At(plane, left + 1, top))))
            + (down * (((1 - right) * At(plane, left, top + 1)) + (right * At(plane, left + 1, top + 1)))));
    }

    private int At(ReadOnlySpan<byte> plane, int x, int y)
        => (uint)x < (uint)shape.Width && (uint)y < (uint)shape.Height ? plane[(y * shape.Width) + x] : 0;

    private void Cover(Span<byte> image, int side, int middleY, int middleX)
    {
        int top = Math.Max(middleY - (side / 2), 0);
        int left = Math.Max(middleX - (side / 2), 0);
        int bottom = Math.Min(middleY - (side / 2) + side, shape.Height);
        int right = Math.Min(middleX - (side / 2) + side, shape.Width);
        for (int row = top; row < bottom; row++)
        {
            for (int channel = 0; channel < shape.Channels; channel++)
            {
                image.Slice((channel * shape.PlaneLength) + (row * shape.Width) + left, right - left).Clear();
            }
        }
    }

    private static double Factor(ref Philox random, double strength) => 1 + (strength * ((2 * random.NextDouble()) - 1));

    private static byte Clamp(double value) => (byte)Math.Clamp(value + 0.5, 0, byte.MaxValue);
}
