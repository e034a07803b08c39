namespace NormSharp.Data;

/// <summary>A picture that images and words are put on; gray or RGB.</summary>
internal sealed class SheetCanvas
{
    private const byte Background = 40;
    private const byte Ink = 230;

    /// <summary>An empty picture.</summary>
    public SheetCanvas(int width, int height, int channels)
    {
        Image = new PngImage(width, height, channels, new byte[checked(width * height * channels)]);
        Image.Pixels.AsSpan().Fill(Background);
    }

    /// <summary>The picture.</summary>
    public PngImage Image { get; }

    /// <summary>Puts an image, every pixel of it as a square.</summary>
    public void Place(ReadOnlySpan<byte> image, ImageShape shape, (int Left, int Top) at, int scale)
    {
        for (int i = 0; i < image.Length; i++)
        {
            (int channel, int pixel) = (i / shape.PlaneLength, i % shape.PlaneLength);
            (int x, int y) = (at.Left + (pixel % shape.Width * scale), at.Top + (pixel / shape.Width * scale));
            FillSquare((x, y), scale, channel, 1, image[i]);
        }
    }

    /// <summary>Writes a line of capitals.</summary>
    public void Write(string text, (int Left, int Top) at, int scale)
        => BitmapFont.Draw(
            text, (x, y) => FillSquare((at.Left + (x * scale), at.Top + (y * scale)), scale, 0, Image.Channels, Ink));

    private void FillSquare((int Left, int Top) at, int size, int channel, int channels, byte value)
    {
        for (int y = at.Top; y < at.Top + size; y++)
        {
            for (int x = at.Left; x < at.Left + size; x++)
            {
                Image.Pixels.AsSpan((((y * Image.Width) + x) * Image.Channels) + channel, channels).Fill(value);
            }
        }
    }
}
