namespace NormSharp.Data;

/// <summary>
/// Makes any picture one of the size that a network takes: the shorter side is resized, and the middle is cut out, as torchvision's
/// <c>Resize</c> and <c>CenterCrop</c> do.
/// </summary>
/// <param name="shape">What the network takes.</param>
internal sealed class PicturePreparation(ImageShape shape)
{
    // From here on the presets of torchvision hold, which resize to 256 and take 224; small pictures have nothing to spare at the edge.
    private const int SmallestWithMargin = 128;

    /// <summary>What comes out.</summary>
    public ImageShape Shape => shape;

    /// <summary>Rows and columns that a picture has before the middle is cut out.</summary>
    public static (int Height, int Width) ResizedTo(ImageShape source, int shorterSide)
        => source.Height <= source.Width
            ? (shorterSide, (int)((long)shorterSide * source.Width / source.Height))
            : ((int)((long)shorterSide * source.Height / source.Width), shorterSide);

    /// <summary>Prepares a picture of as many channels.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="resampler">What resizes.</param>
    /// <param name="destination">Receives the image, channel after channel.</param>
    public void Prepare(Raster source, Resampler resampler, Span<byte> destination)
    {
        if (source.Shape == shape)
        {
            source.Planes.CopyTo(destination);
            return;
        }

        (int height, int width) = Resized(source.Shape);
        var window = new PictureRegion(Margin(height, shape.Height), Margin(width, shape.Width), shape.Height, shape.Width);
        resampler.Resample(source.Planes, source.Shape, PictureRegion.Of(source.Shape), (height, width), window, destination);
    }

    /// <summary>The picture, or a smaller one whose shorter side is twice what the network takes: enough for crops.</summary>
    public Raster Limited(Raster source, Resampler resampler)
    {
        int most = 2 * Math.Max(shape.Height, shape.Width);
        if (Math.Min(source.Shape.Height, source.Shape.Width) <= most)
        {
            return source;
        }

        (int height, int width) = ResizedTo(source.Shape, most);
        var limited = new ImageShape(source.Shape.Channels, height, width);
        byte[] planes = GC.AllocateUninitializedArray<byte>(limited.Length);
        resampler.Resample(
            source.Planes, source.Shape, PictureRegion.Of(source.Shape), (height, width), PictureRegion.Of(limited), planes);
        return new Raster(limited, planes);
    }

    private static int Margin(int length, int kept) => (int)Math.Round((length - kept) / 2.0, MidpointRounding.ToEven);

    private (int Height, int Width) Resized(ImageShape source)
    {
        // A network that takes other than squares gets the least that covers them.
        int side = Math.Max(shape.Height, shape.Width);
        int shorter = side >= SmallestWithMargin ? side * 256 / 224 : side;
        return ResizedTo(source, shorter);
    }
}
