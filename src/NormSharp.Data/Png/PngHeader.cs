using System.Buffers.Binary;

namespace NormSharp.Data;

/// <summary>The IHDR chunk of a picture that can be read.</summary>
internal readonly record struct PngHeader(int Width, int Height, PngColor Color, int Depth, bool IsInterlaced)
{
    public const int Length = 13;

    /// <summary>More pixels than this are refused: images of a data set are small, and a header can claim anything.</summary>
    private const long MostPixels = 1L << 26;

    /// <summary>Samples of a pixel as stored.</summary>
    public int StoredChannels => Color switch
    {
        PngColor.Gray or PngColor.Palette => 1,
        PngColor.GrayAlpha => 2,
        PngColor.Rgb => 3,
        _ => 4,
    };

    /// <summary>Bytes of a pixel as handed out: 1 or 3.</summary>
    public int OutputChannels => Color is PngColor.Gray or PngColor.GrayAlpha ? 1 : 3;

    /// <summary>Bytes from a pixel to the one that filters take for its left neighbour.</summary>
    public int FilterDistance => Math.Max(StoredChannels * Depth / 8, 1);

    /// <summary>What the pixels are cut into.</summary>
    public IReadOnlyList<PngPass> Passes => IsInterlaced ? PngPass.Adam7 : PngPass.Whole;

    /// <summary>Bytes of all rows as stored, with their filter bytes.</summary>
    public long StoredLength
    {
        get
        {
            long length = 0;
            foreach (PngPass pass in Passes)
            {
                int width = pass.WidthOf(Width);
                length += width == 0 ? 0 : (RowLength(width) + 1L) * pass.HeightOf(Height);
            }

            return length;
        }
    }

    /// <summary>Bytes of a row of some pixels as stored, without its filter byte.</summary>
    public int RowLength(int width) => (int)((((long)width * StoredChannels * Depth) + 7) / 8);

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
            : !Allows((PngColor)color, depth) ? $"has {depth} bits a channel, which PNG does not know with colour type {color}."
            : compression != 0 || filter != 0 ? "uses an unknown compression or filter method."
            : interlace > 1 ? "uses an unknown way of interlacing."
            : null;
        return problem is null
            ? new PngHeader((int)width, (int)height, (PngColor)color, depth, interlace == 1)
            : throw new DataFormatException(path, problem);
    }

    private static bool Allows(PngColor color, int depth) => color switch
    {
        PngColor.Gray => depth is 1 or 2 or 4 or 8 or 16,
        PngColor.Palette => depth is 1 or 2 or 4 or 8,
        _ => depth is 8 or 16,
    };
}
