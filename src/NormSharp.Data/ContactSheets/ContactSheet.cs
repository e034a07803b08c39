namespace NormSharp.Data;

/// <summary>A picture that shows what is in a set: a row a class, some examples in each.</summary>
internal static class ContactSheet
{
    private const int Gap = 1;
    private const byte Background = 40;
    private const byte Ink = 230;

    /// <summary>Draws the sheet; gray for sets of one channel, else RGB.</summary>
    /// <param name="set">The images: of 1 or 3 channels.</param>
    /// <param name="options">What to show; the defaults without it.</param>
    /// <exception cref="ArgumentException">The images have neither 1 nor 3 channels, or a number in the options is below 1.</exception>
    /// <exception cref="DataException">The set could not be read.</exception>
    public static PngImage Render(ImageSet set, ContactSheetOptions? options = null)
    {
        options ??= new ContactSheetOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Examples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Scale, 1);
        ImageShape shape = set.Shape;
        int scale = options.Scale;
        int cellWidth = (shape.Width + Gap) * scale;
        int cellHeight = Math.Max((shape.Height + Gap) * scale, options.HasLabels ? (BitmapFont.Height + 2) * scale : 0);
        int labelWidth = options.HasLabels ? set.ClassNames.Max(BitmapFont.Measure) * scale + (2 * scale) : 0;
        int width = labelWidth + (options.Examples * cellWidth) + (Gap * scale);
        int height = (set.ClassCount * cellHeight) + (Gap * scale);
        byte[] pixels = new byte[checked(width * height * shape.Channels)];
        PngImage sheet = new(width, height, shape.Channels, pixels);
        pixels.AsSpan().Fill(Background);
        int[] shown = new int[set.ClassCount];
        for (int i = 0, rest = set.ClassCount; i < set.Count && rest > 0; i++)
        {
            int label = set.LabelOf(i);
            if (shown[label] < options.Examples)
            {
                int left = labelWidth + (shown[label] * cellWidth) + (Gap * scale);
                Place(sheet, set.Image(i), shape, left, (label * cellHeight) + (Gap * scale), scale);
                shown[label]++;
                rest -= shown[label] == options.Examples ? 1 : 0;
            }
        }

        for (int label = 0; options.HasLabels && label < set.ClassCount; label++)
        {
            int top = (label * cellHeight) + ((cellHeight - (BitmapFont.Height * scale)) / 2);
            BitmapFont.Draw(set.ClassNames[label], (x, y) =>
                FillSquare(sheet, (2 * scale) + (x * scale), top + (y * scale), scale, 0, Ink, allChannels: true));
        }

        return sheet;
    }

    private static void Place(PngImage sheet, ReadOnlySpan<byte> image, ImageShape shape, int left, int top, int scale)
    {
        for (int i = 0; i < image.Length; i++)
        {
            (int channel, int pixel) = (i / shape.PlaneLength, i % shape.PlaneLength);
            (int x, int y) = (left + (pixel % shape.Width * scale), top + (pixel / shape.Width * scale));
            FillSquare(sheet, x, y, scale, channel, image[i], allChannels: false);
        }
    }

    private static void FillSquare(PngImage sheet, int left, int top, int size, int channel, byte value, bool allChannels)
    {
        for (int y = top; y < top + size; y++)
        {
            for (int x = left; x < left + size; x++)
            {
                int pixel = ((y * sheet.Width) + x) * sheet.Channels;
                if (allChannels)
                {
                    sheet.Pixels.AsSpan(pixel, sheet.Channels).Fill(value);
                }
                else
                {
                    sheet.Pixels[pixel + channel] = value;
                }
            }
        }
    }
}
