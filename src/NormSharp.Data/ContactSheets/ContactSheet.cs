namespace NormSharp.Data;

/// <summary>A picture that shows what is in a set: a row a class, some examples in each.</summary>
internal static class ContactSheet
{
    private const int Gap = 1;

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
        var sheet = new SheetCanvas(width, height, shape.Channels);
        int[] shown = new int[set.ClassCount];
        for (int i = 0, rest = set.ClassCount; i < set.Count && rest > 0; i++)
        {
            int label = set.LabelOf(i);
            if (shown[label] < options.Examples)
            {
                int left = labelWidth + (shown[label] * cellWidth) + (Gap * scale);
                sheet.Place(set.Image(i), shape, (left, (label * cellHeight) + (Gap * scale)), scale);
                shown[label]++;
                rest -= shown[label] == options.Examples ? 1 : 0;
            }
        }

        for (int label = 0; options.HasLabels && label < set.ClassCount; label++)
        {
            int top = (label * cellHeight) + ((cellHeight - (BitmapFont.Height * scale)) / 2);
            sheet.Write(set.ClassNames[label], (2 * scale, top), scale);
        }

        return sheet.Image;
    }
}
