using System.Buffers.Binary;
using NormSharp.Data;

namespace NormSharp.Imaging.Tests;

/// <summary>
/// The pictures are 24×16: red (200, 30, 40), its right half blue (20, 60, 210), its upper left 8×8 white; written by Pillow 9.4.
/// </summary>
public sealed class PhotoDecoderTests
{
    [Theory]
    [InlineData("rgb.jpg", 2)]
    [InlineData("progressive.jpg", 2)]
    [InlineData("cmyk.jpg", 2)]
    [InlineData("photo.bmp", 0)]
    [InlineData("photo.webp", 0)]
    [InlineData("photo.gif", 0)]
    [InlineData("animated.gif", 0)]
    public void Colours_are_those_of_the_picture(string file, int tolerance)
    {
        PngImage image = Decode(file);
        Assert.Equal((24, 16, 3), (image.Width, image.Height, image.Channels));
        Near([255, 255, 255], image, 3, 3);
        Near([200, 30, 40], image, 3, 12);
        Near([20, 60, 210], image, 20, 8);

        void Near(int[] expected, PngImage picture, int x, int y)
            => Assert.All(expected, (value, channel) =>
                Assert.InRange(picture.Pixels[((((y * 24) + x) * 3) + channel)], value - tolerance, value + tolerance));
    }

    [Fact]
    public void A_gray_photo_has_one_channel()
    {
        PngImage image = Decode("gray.jpg");
        Assert.Equal((24, 16, 1), (image.Width, image.Height, image.Channels));
        Assert.InRange(image.Pixels[(3 * 24) + 3], 253, 255);

        // 0.299·20 + 0.587·60 + 0.114·210 = 65.1.
        Assert.InRange(image.Pixels[(8 * 24) + 20], 64, 67);
    }

    [Fact]
    public void Transparency_is_laid_over_black()
    {
        PngImage image = Decode("alpha.webp");

        // 128/255 of 200, 30, 40.
        int pixel = ((12 * 24) + 3) * 3;
        Assert.Equal([100, 15, 20], image.Pixels[pixel..(pixel + 3)]);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 1, 0)]
    [InlineData(7, 1, 1)]
    [InlineData(8, 0, 1)]
    public void The_camera_s_orientation_is_undone(int orientation, int whiteRight, int whiteDown)
    {
        byte[] file = WithOrientation(Bytes("rgb.jpg"), orientation);
        PngImage image = PhotoDecoder.Instance.Decode("turned.jpg", file);
        (int width, int height) = orientation < 5 ? (24, 16) : (16, 24);
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(new ImageShape(3, height, width), PhotoDecoder.Instance.ReadShape("turned.jpg", file));
        for (int right = 0; right < 2; right++)
        {
            for (int down = 0; down < 2; down++)
            {
                int pixel = (((down * (height - 5)) + 2) * width) + (right * (width - 5)) + 2;
                bool isWhite = image.Pixels.AsSpan(pixel * 3, 3).IndexOfAnyInRange((byte)0, (byte)240) < 0;
                Assert.Equal((right, down) == (whiteRight, whiteDown), isWhite);
            }
        }
    }

    [Fact]
    public void What_a_file_is_is_seen_from_its_bytes()
    {
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D];
        Assert.Contains("PNG", Assert.ThrowsAny<DataException>(() => PhotoDecoder.Instance.Decode("a.jpg", png)).Message);
        string message = Assert.ThrowsAny<DataException>(() => PhotoDecoder.Instance.Decode("b.jpg", [1, 2, 3, 4, 5])).Message;
        Assert.StartsWith("b.jpg: is no picture", message);
        Assert.Equal("c.jpg: is empty.", Assert.ThrowsAny<DataException>(() => PhotoDecoder.Instance.Decode("c.jpg", [])).Message);
    }

    [Theory]
    [InlineData("rgb.jpg")]
    [InlineData("photo.bmp")]
    [InlineData("photo.webp")]
    [InlineData("photo.gif")]
    public void A_file_that_was_cut_off_is_named(string file)
    {
        byte[] bytes = Bytes(file);
        byte[] part = bytes[..(bytes.Length * 2 / 3)];
        Assert.StartsWith(
            $"{file}: is damaged", Assert.ThrowsAny<DataException>(() => PhotoDecoder.Instance.Decode(file, part)).Message);
    }

    [Fact]
    public void Many_pixels_in_a_few_bytes_are_refused_before_anything_is_decoded()
    {
        // 8000×8000 pixels, all within the limit on pixels.
        byte[] size = [0x40, 0x1F, 0x40, 0x1F];
        byte[] gif = [.. "GIF89a"u8, .. size, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, .. size, 0, 2, 1, 0x44];
        long before = GC.GetAllocatedBytesForCurrentThread();
        DataException error = Assert.ThrowsAny<DataException>(() => PhotoDecoder.Instance.Decode("a.gif", gif));
        Assert.Contains($"claims 8000×8000 pixels in {gif.Length} bytes", error.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_header_that_claims_too_much_is_refused_before_anything_is_decoded()
    {
        byte[] bytes = Bytes("photo.bmp");
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), 60000);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), 60000);
        Assert.Contains(
            "60000×60000", Assert.ThrowsAny<DataException>(() => PhotoDecoder.Instance.ReadShape("huge.bmp", bytes)).Message);
    }

    private static PngImage Decode(string file) => PhotoDecoder.Instance.Decode(file, Bytes(file));

    private static byte[] Bytes(string file)
        => File.ReadAllBytes(Checkout.File("tests", "NormSharp.Imaging.Tests", "Pictures", file));

    /// <summary>An APP1 segment with one entry, tag 0x0112, after the file's first two bytes.</summary>
    private static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] exif =
        [
            (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0,
            1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
