namespace NormSharp.Data.Tests;

public sealed class ContactSheetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Each_class_has_a_row_of_its_first_images(int channels)
    {
        ImageSet set = SampleFiles.Numbered(50, new ImageShape(channels, 6, 5));
        PngImage sheet = ContactSheet.Render(set, new() { Examples = 4, Scale = 2, HasLabels = false });
        Assert.Equal(((4 * 12) + 2, (10 * 14) + 2, channels), (sheet.Width, sheet.Height, sheet.Channels));
        for (int label = 0; label < 10; label++)
        {
            for (int example = 0; example < 4; example++)
            {
                Assert.Equal(label + (10 * example), PixelAt(sheet, (example * 12) + 2, (label * 14) + 2));
                Assert.Equal(label + (10 * example), PixelAt(sheet, (example * 12) + 11, (label * 14) + 13));
                Assert.Equal(40, PixelAt(sheet, (example * 12) + 12, (label * 14) + 3));
            }
        }
    }

    [Fact]
    public void Labels_are_written_beside_the_rows()
    {
        ImageSet set = SampleFiles.Numbered(20, new ImageShape(1, 8, 8));
        PngImage plain = ContactSheet.Render(set, new() { Examples = 1, HasLabels = false });
        PngImage labelled = ContactSheet.Render(set, new() { Examples = 1 });
        int margin = labelled.Width - plain.Width;
        Assert.Equal(("class 0".Length * 4 * 2) + 4, margin);
        // Rows "class 0" and "class 1" differ in their last sign only.
        Assert.Equal(Ink(labelled, 0, 0, margin - 12), Ink(labelled, 1, 0, margin - 12));
        Assert.NotEqual(Ink(labelled, 0, margin - 12, margin), Ink(labelled, 1, margin - 12, margin));
        Assert.Contains(true, Ink(labelled, 0, 0, margin - 12));
    }

    private static bool[] Ink(PngImage sheet, int row, int left, int right)
    {
        int height = (sheet.Height - 2) / 10;
        return [.. Enumerable.Range(0, height * (right - left))
            .Select(i => PixelAt(sheet, left + (i % (right - left)), (row * height) + (i / (right - left))) == 230)];
    }

    private static int PixelAt(PngImage sheet, int x, int y)
    {
        ReadOnlySpan<byte> pixel = sheet.Pixels.AsSpan(((y * sheet.Width) + x) * sheet.Channels, sheet.Channels);
        Assert.Equal(-1, pixel.IndexOfAnyExcept(pixel[0]));
        return pixel[0];
    }
}
