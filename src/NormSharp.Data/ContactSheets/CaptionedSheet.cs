namespace NormSharp.Data;

/// <summary>A picture of chosen images of a set, with words below each.</summary>
internal static class CaptionedSheet
{
    private const int Margin = 6;
    private const int WordScale = 2;
    private const int LineHeight = (BitmapFont.Height + 2) * WordScale;
    private const int SmallestCell = 130;

    /// <summary>Draws the images row by row; gray for sets of one channel, else RGB.</summary>
    /// <param name="set">The images: of 1 or 3 channels.</param>
    /// <param name="items">Which images, and the lines below each; those that are too long are cut.</param>
    /// <param name="columns">Images of a row.</param>
    public static PngImage Render(ImageSet set, IReadOnlyList<(int Index, IReadOnlyList<string> Lines)> items, int columns)
    {
        ImageShape shape = set.Shape;
        int scale = Math.Max(1, SmallestCell / shape.Width);
        int cellWidth = Math.Max(shape.Width * scale, SmallestCell);
        int cellHeight = (shape.Height * scale) + Margin + (items.Max(item => item.Lines.Count) * LineHeight);
        columns = Math.Min(columns, items.Count);
        int rows = (items.Count + columns - 1) / columns;
        var sheet = new SheetCanvas(
            Margin + (columns * (cellWidth + Margin)), Margin + (rows * (cellHeight + Margin)), shape.Channels);
        for (int i = 0; i < items.Count; i++)
        {
            (int left, int top) = (Margin + (i % columns * (cellWidth + Margin)), Margin + (i / columns * (cellHeight + Margin)));
            sheet.Place(set.Image(items[i].Index), shape, (left, top), scale);
            int line = top + (shape.Height * scale) + Margin;
            foreach (string text in items[i].Lines)
            {
                int fits = Math.Min(text.Length, cellWidth / (BitmapFont.Measure("M") * WordScale));
                sheet.Write(text[..fits], (left, line), WordScale);
                line += LineHeight;
            }
        }

        return sheet.Image;
    }
}
