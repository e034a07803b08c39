using NormSharp.Serialization;

namespace NormSharp.Data;

/// <summary>An 8-bit picture, gray or red-green-blue, as read from or written to a PNG file (ISO/IEC 15948).</summary>
public sealed class PngImage
{
    /// <summary>Wraps pixels, without copying them.</summary>
    /// <param name="width">Columns; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <param name="channels">1 for gray, 3 for red, green, blue.</param>
    /// <param name="pixels">Row after row, the channels of a pixel side by side.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the length is not width·height·channels.</exception>
    public PngImage(int width, int height, int channels, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3))
        {
            throw new ArgumentException($"A picture has 1 or 3 channels, not {channels}.", nameof(channels));
        }

        if (pixels.LongLength != (long)width * height * channels)
        {
            throw new ArgumentException($"A picture of {width}×{height} with {channels} channels has "
                + $"{(long)width * height * channels} bytes, got {pixels.Length}.", nameof(pixels));
        }

        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>Columns of pixels.</summary>
    public int Width { get; }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; }

    /// <summary>1 for gray, 3 for red, green, blue.</summary>
    public int Channels { get; }

    /// <summary>Row after row, the channels of a pixel side by side.</summary>
    public byte[] Pixels { get; }

    /// <summary>The size as an image set has it.</summary>
    public ImageShape Shape => new(Channels, Height, Width);

    /// <summary>
    /// Reads a file of any colour type, depth and interlacing: alpha is laid over black, a palette becomes RGB, samples of 16 bits are
    /// rounded to 8. Checksums are checked.
    /// </summary>
    /// <exception cref="DataFormatException">The file is missing or damaged.</exception>
    public static PngImage Read(string path) => new PngReader(path, DataFile.ReadAllBytes(path)).Read();

    /// <summary>Reads only the size; a palette counts as 3 channels.</summary>
    /// <exception cref="DataFormatException">The file is missing or no PNG that <see cref="Read"/> takes.</exception>
    public static ImageShape ReadShape(string path)
    {
        PngHeader header = new PngReader(path, DataFile.ReadStart(path, PngReader.LengthWithHeader)).ReadHeader();
        return new ImageShape(header.OutputChannels, header.Height, header.Width);
    }

    /// <summary>Writes a file; one of that name is replaced when the new one is whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, WriteTo);

    /// <summary>Writes the bytes of the file.</summary>
    internal void WriteTo(Stream stream) => stream.Write(PngWriter.Encode(this));

    /// <summary>Copies the pixels channel-first, as image sets have them.</summary>
    /// <param name="destination">At least width·height·channels long.</param>
    public void CopyPlanes(Span<byte> destination)
    {
        int plane = Width * Height;
        for (int channel = 0; channel < Channels; channel++)
        {
            Span<byte> target = destination.Slice(channel * plane, plane);
            for (int i = 0; i < plane; i++)
            {
                target[i] = Pixels[(i * Channels) + channel];
            }
        }
    }
}
