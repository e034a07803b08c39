using System.Buffers.Binary;

namespace NormSharp.Data;

/// <summary>The IHDR chunk, restricted to what this reader takes.</summary>
internal readonly record struct PngHeader(int Width, int Height, PngColor Color)
{
    public const int Length = 13;

    /// <summary>More pixels than this are refused: images of a data set are small, and a header can claim anything.</summary>
    private const long MostPixels = 1L << 26;

    /// <summary>Bytes of a pixel as stored.</summary>
    public int StoredChannels => Color switch
    {
        PngColor.Gray or PngColor.Palette => 1,
        PngColor.GrayAlpha => 2,
        PngColor.Rgb => 3,
        _ => 4,
    };

    /// <summary>Bytes of a pixel as handed out: 1 or 3.</summary>
    public int OutputChannels => Color is PngColor.Gray or PngColor.GrayAlpha ? 1 : 3;

    /// <summary>Bytes of a row as stored, without its filter byte.</summary>
    public int RowLength => Width * StoredChannels;

    public static PngHeader Parse(string path, ReadOnlySpan<byte> data)
    {
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        (byte depth, byte color, byte compression, byte filter, byte interlace) = (data[8], data[9], data[10], data[11], data[12]);
        string? problem =
            width == 0 || height == 0 ? $"has the size {width}×{height}."
            : width > MostPixels || height > MostPixels || (long)width * height > MostPixels
                ? $"claims {width}×{height} pixels; more than {MostPixels} are not supported."
            : !Enum.IsDefined((PngColor)color) ? $"has the unknown colour type {color}."
            : depth != 8 ? $"has {depth} bits a channel; only 8 are supported: convert the file."
            : compression != 0 || filter != 0 ? "uses an unknown compression or filter method."
            : interlace != 0 ? "is interlaced, which is not supported: save it without."
            : null;
        return problem is null ? new PngHeader((int)width, (int)height, (PngColor)color) : throw new DataFormatException(path, problem);
    }
}
