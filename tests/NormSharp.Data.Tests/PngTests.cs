using System.Buffers.Binary;

namespace NormSharp.Data.Tests;

public sealed class PngTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Reads_back_what_was_written_with_any_filter(int? filter)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("picture.png");
        foreach ((int width, int height, int channels) in ((int, int, int)[])[(1, 1, 1), (1, 1, 3), (5, 7, 1), (7, 5, 3), (33, 2, 3),
            (2, 64, 1)])
        {
            PngImage image = new(width, height, channels, SampleFiles.RandomBytes(width * height * channels));
            File.WriteAllBytes(path, PngWriter.Encode(image, filter));
            PngImage back = PngImage.Read(path);
            Assert.Equal((width, height, channels), (back.Width, back.Height, back.Channels));
            Assert.Equal(image.Pixels, back.Pixels);
            Assert.Equal(new ImageShape(channels, height, width), PngImage.ReadShape(path));
        }
    }

    [Fact]
    public void Filters_follow_the_standard()
    {
        // Worked by hand from ISO/IEC 15948 section 9, one byte a pixel; above = 10 200 30 7.
        byte[] above = [10, 200, 30, 7];
        Assert.Equal([5, 250, 4, 255], Decoded(0));
        Assert.Equal([5, 255, 3, 2], Decoded(1));
        Assert.Equal([15, 194, 34, 6], Decoded(2));
        // Halves: 5+(0+10)/2=10; 250+(10+200)/2=355−256=99; 4+(99+30)/2=68; 255+(68+7)/2=292−256=36.
        Assert.Equal([10, 99, 68, 36], Decoded(3));
        // Paeth: (0,10,0)→10, 15; (15,200,10)→200, 450−256=194; (194,30,200): p=24→30, 34; (34,7,30): p=11→7, 6.
        Assert.Equal([15, 194, 34, 6], Decoded(4));
        // Paeth where each neighbour wins: left (50, above 40, corner 40 → left), ties to the left, corner.
        byte[] row = [50, 0, 0];
        PngFilter.Decode(4, row, [40, 40, 90], 1);
        Assert.Equal([90, 90, 90], row);
        row = [20, 0];
        PngFilter.Decode(4, row, [0, 40], 1);
        Assert.Equal([20, 40], row);
        row = [5, 0];
        PngFilter.Decode(4, row, [20, 30], 1);
        Assert.Equal([25, 30], row);
        row = [0, 1];
        PngFilter.Decode(4, row, [20, 10], 1);
        Assert.Equal([20, 11], row);

        // Ties: left 40 and corner 20 are equally near to 30, left wins; above 40 and corner 20 likewise, above wins.
        row = [20, 0];
        PngFilter.Decode(4, row, [20, 10], 1);
        Assert.Equal([40, 40], row);
        row = [246, 0];
        PngFilter.Decode(4, row, [20, 40], 1);
        Assert.Equal([10, 40], row);

        byte[] Decoded(int filter)
        {
            byte[] values = [5, 250, 4, 255];
            PngFilter.Decode(filter, values, above, 1);
            return values;
        }
    }

    [Theory]
    [InlineData(4, new byte[] { 200, 255, 200, 128, 200, 0 }, new byte[] { 200, 100, 0 }, 1)]
    [InlineData(6, new byte[] { 10, 20, 30, 255, 10, 20, 30, 51 }, new byte[] { 10, 20, 30, 2, 4, 6 }, 3)]
    public void Alpha_is_laid_over_black(byte color, byte[] row, byte[] expected, int channels)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("alpha.png");
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(expected.Length / channels, 1, 8, color), row));
        PngImage image = PngImage.Read(path);
        Assert.Equal(channels, image.Channels);
        Assert.Equal(expected, image.Pixels);
    }

    [Fact]
    public void A_palette_becomes_colours()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("palette.png");
        byte[] palette = [1, 2, 3, 250, 100, 50];
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(3, 1, 8, 3), [1, 0, 1], ("PLTE", palette), ("tRNS", [0])));
        Assert.Equal([250, 100, 50, 0, 0, 0, 250, 100, 50], PngImage.Read(path).Pixels);
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(3, 1, 8, 3), [1, 2, 1], ("PLTE", palette)));
        Assert.Contains("colour 2 of a palette of 2", Assert.Throws<DataFormatException>(() => PngImage.Read(path)).Message);
    }

    [Fact]
    public void Chunks_that_do_not_matter_are_passed_over_and_unknown_ones_that_do_are_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("chunks.png");
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(3, 1, 8, 0), [1, 2, 3], ("tEXt", [65, 0, 66])));
        Assert.Equal([1, 2, 3], PngImage.Read(path).Pixels);
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(3, 1, 8, 0), [1, 2, 3], ("ABCD", [65])));
        Assert.Contains("ABCD", Assert.Throws<DataFormatException>(() => PngImage.Read(path)).Message);
    }

    [Theory]
    [InlineData(1, 0, new byte[] { 0b1011_0000 }, new byte[] { 255, 0, 255, 255 })]
    [InlineData(2, 0, new byte[] { 0b0001_1011 }, new byte[] { 0, 85, 170, 255 })]
    [InlineData(4, 0, new byte[] { 0x0F, 0x18 }, new byte[] { 0, 255, 17, 136 })]
    [InlineData(16, 0, new byte[] { 0, 0, 255, 255, 0x80, 0x80, 0, 129 }, new byte[] { 0, 255, 128, 1 })]
    [InlineData(16, 4, new byte[] { 255, 255, 0x80, 0x80, 10, 0, 255, 255 }, new byte[] { 128, 10 })]
    public void Samples_of_every_depth_become_bytes(byte depth, byte color, byte[] row, byte[] expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("deep.png");
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(expected.Length, 1, depth, color), row));
        Assert.Equal(expected, PngImage.Read(path).Pixels);
    }

    [Fact]
    public void A_small_palette_keeps_its_entries()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("small.png");
        byte[] palette = [1, 2, 3, 250, 100, 50, 7, 8, 9];
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(3, 1, 2, 3), [0b1000_0100], ("PLTE", palette)));
        Assert.Equal([7, 8, 9, 1, 2, 3, 250, 100, 50], PngImage.Read(path).Pixels);
    }

    [Fact]
    public void Seven_passes_of_an_interlaced_picture_are_joined()
    {
        // Column and row of a pixel tell its pass (ISO/IEC 15948, section 8.2): the pattern of eight by eight.
        int[,] pattern =
        {
            { 1, 6, 4, 6, 2, 6, 4, 6 }, { 7, 7, 7, 7, 7, 7, 7, 7 }, { 5, 6, 5, 6, 5, 6, 5, 6 }, { 7, 7, 7, 7, 7, 7, 7, 7 },
            { 3, 6, 4, 6, 3, 6, 4, 6 }, { 7, 7, 7, 7, 7, 7, 7, 7 }, { 5, 6, 5, 6, 5, 6, 5, 6 }, { 7, 7, 7, 7, 7, 7, 7, 7 },
        };
        using TemporaryFolder folder = new();
        string path = folder.File("interlaced.png");
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (3, 2), (5, 5), (8, 8), (19, 11)])
        {
            byte[] pixels = SampleFiles.RandomBytes(width * height);
            List<byte> rows = [];
            for (int pass = 1; pass <= 7; pass++)
            {
                for (int y = 0; y < height; y++)
                {
                    byte[] row = [.. Enumerable.Range(0, width).Where(x => pattern[y % 8, x % 8] == pass)

                        .Select(x => pixels[(y * width) + x])];
                    rows.AddRange(row.Length == 0 ? [] : [0, .. row]);
                }
            }

            byte[] header = PngSamples.Header(width, height, 8, 0);
            header[12] = 1;

            // The first filter byte is added by the helper.
            File.WriteAllBytes(path, PngSamples.File(header, [.. rows.Skip(1)]));
            Assert.Equal(pixels, PngImage.Read(path).Pixels);
        }
    }

    [Theory]
    [InlineData(16, 3, 0, "16 bits")]
    [InlineData(3, 0, 0, "3 bits")]
    [InlineData(4, 2, 0, "4 bits")]
    [InlineData(8, 5, 0, "colour type 5")]
    [InlineData(8, 0, 2, "interlacing")]
    public void What_is_not_supported_is_named(byte depth, byte color, byte interlace, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("other.png");
        byte[] header = PngSamples.Header(2, 1, depth, color);
        header[12] = interlace;
        File.WriteAllBytes(path, PngSamples.File(header, [1, 2, 3, 4]));
        string message = Assert.Throws<DataFormatException>(() => PngImage.Read(path)).Message;
        Assert.StartsWith($"{path}: ", message);
        Assert.Contains(expected, message);
    }

    [Fact]
    public void Every_flipped_bit_and_every_truncation_is_found()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("damaged.png");
        byte[] good = PngWriter.Encode(new PngImage(4, 3, 3, SampleFiles.RandomBytes(36)));
        for (int i = 0; i < good.Length * 8; i++)
        {
            byte[] bad = [.. good];
            bad[i / 8] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, bad);
            Assert.StartsWith($"{path}: ", Assert.Throws<DataFormatException>(() => PngImage.Read(path)).Message);
        }

        for (int length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(path, good[..length]);
            Assert.Throws<DataFormatException>(() => PngImage.Read(path));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(-1, 1)]
    [InlineData(8192, 8192)]
    [InlineData(8192, 8193)]
    public void A_header_that_lies_allocates_nothing(int width, int height)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("liar.png");
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(width, height, 8, 2), [1, 2, 3]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<DataFormatException>(() => PngImage.Read(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Too_few_and_too_many_rows_and_unknown_filters_are_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("rows.png");
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(2, 2, 8, 0), [1, 2]));
        Assert.Throws<DataFormatException>(() => PngImage.Read(path));
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(2, 1, 8, 0), [1, 2, 0, 3, 4]));
        Assert.Contains("more than its 1 rows", Assert.Throws<DataFormatException>(() => PngImage.Read(path)).Message);
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(2, 1, 8, 0), [1, 2], filter: 5));
        Assert.Contains("unknown filter 5", Assert.Throws<DataFormatException>(() => PngImage.Read(path)).Message);
    }

    [Fact]
    public void Pixels_packed_with_a_dictionary_that_nobody_has_are_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("dictionary.png");
        File.WriteAllBytes(path, PngSamples.File(PngSamples.Header(2, 1, 8, 0), [1, 2], ("IDAT", [0x78, 0xBB, 0, 0, 0, 1])));
        Assert.Contains("cannot be unpacked", Assert.Throws<DataFormatException>(() => PngImage.Read(path)).Message);
    }

    [Fact]
    public void Sizes_are_written_big_endian()
    {
        byte[] file = PngWriter.Encode(new PngImage(300, 2, 1, new byte[600]));
        Assert.Equal(300, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)));
        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));
    }
}
