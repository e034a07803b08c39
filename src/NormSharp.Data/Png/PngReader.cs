using System.Buffers.Binary;
using System.IO.Compression;
using NormSharp.Primitives;

namespace NormSharp.Data;

/// <summary>Reads the bytes of one PNG file.</summary>
/// <param name="path">The file's name, for messages.</param>
/// <param name="bytes">The whole file, or at least <see cref="LengthWithHeader"/> bytes of it to read the header alone.</param>
internal sealed class PngReader(string path, byte[] bytes)
{
    /// <summary>Signature and IHDR chunk.</summary>
    public const int LengthWithHeader = 8 + ChunkOverhead + PngHeader.Length;

    internal const int ChunkOverhead = 12;

    private int _position;
    private byte[] _palette = [];
    private byte[] _paletteAlpha = [];

    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public PngHeader ReadHeader()
    {
        if (!bytes.AsSpan().StartsWith(Signature))
        {
            throw new DataFormatException(path, "is no PNG file: its first bytes are not the PNG signature.");
        }

        _position = Signature.Length;
        ReadOnlySpan<byte> data = NextChunk(out string type);
        return type == "IHDR" && data.Length == PngHeader.Length
            ? PngHeader.Parse(path, data)
            : throw new DataFormatException(path, "is damaged: its first chunk is no IHDR.");
    }

    public PngImage Read()
    {
        PngHeader header = ReadHeader();
        using MemoryStream compressed = ReadChunks(header);
        byte[] pixels = Unpack(header, compressed);
        return new PngImage(header.Width, header.Height, header.OutputChannels, pixels);
    }

    private MemoryStream ReadChunks(PngHeader header)
    {
        MemoryStream compressed = new();
        while (true)
        {
            ReadOnlySpan<byte> data = NextChunk(out string type);
            switch (type)
            {
                case "IDAT":
                    compressed.Write(data);
                    break;
                case "PLTE":
                    _palette = data.ToArray();
                    break;
                case "tRNS" when header.Color == PngColor.Palette:
                    _paletteAlpha = data.ToArray();
                    break;
                case "IEND":
                    compressed.Position = 0;
                    return compressed;
                default:
                    // A capital first letter marks a chunk without which the picture cannot be shown.
                    if (char.IsAsciiLetterUpper(type[0]))
                    {
                        throw new DataFormatException(path, $"needs the unknown chunk {type}: it is damaged or no plain PNG.");
                    }

                    break;
            }
        }
    }

    private byte[] Unpack(PngHeader header, MemoryStream compressed)
    {
        if (header.StoredLength > compressed.Length * DataFile.LargestDeflateRatio)
        {
            throw new DataFormatException(path,
                $"claims {header.Width}×{header.Height} pixels, but {compressed.Length} bytes cannot hold them: "
                + "its header is wrong or it was cut off.");
        }

        byte[] pixels = new byte[header.Width * header.Height * header.OutputChannels];
        using ZLibStream stream = new(compressed, CompressionMode.Decompress);
        try
        {
            foreach (PngPass pass in header.Passes)
            {
                UnpackPass(header, pass, stream, pixels);
            }

            if (stream.ReadByte() >= 0)
            {
                throw new DataFormatException(path, $"is damaged: it holds more than its {header.Height} rows.");
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new DataFormatException(path, "is damaged: its pixels cannot be unpacked.", e);
        }

        return pixels;
    }

    private void UnpackPass(PngHeader header, PngPass pass, Stream stream, byte[] pixels)
    {
        int width = pass.WidthOf(header.Width);
        int height = width == 0 ? 0 : pass.HeightOf(header.Height);
        int rowLength = header.RowLength(width);
        byte[] above = new byte[rowLength];
        byte[] row = new byte[rowLength + 1];
        byte[] samples = new byte[width * header.StoredChannels];
        byte[] output = new byte[width * header.OutputChannels];
        for (int y = 0; y < height; y++)
        {
            stream.ReadExactly(row);
            if (row[0] >= PngFilter.Count)
            {
                throw new DataFormatException(path, $"is damaged: row {y} has the unknown filter {row[0]}.");
            }

            Span<byte> values = row.AsSpan(1);
            PngFilter.Decode(row[0], values, above, header.FilterDistance);
            values.CopyTo(above);
            PngDepth.Unpack(header.Depth, header.Color != PngColor.Palette, values, samples);
            Expand(header.Color, samples, output);
            Place(header, pass, y, output, pixels);
        }
    }

    private static void Place(PngHeader header, PngPass pass, int row, ReadOnlySpan<byte> output, byte[] pixels)
    {
        int channels = header.OutputChannels;
        Span<byte> target = pixels.AsSpan((pass.Y + (row * pass.StepY)) * header.Width * channels, header.Width * channels);
        if (pass.StepX == 1)
        {
            output.CopyTo(target);
            return;
        }

        for (int i = 0; i < output.Length; i += channels)
        {
            output.Slice(i, channels).CopyTo(target[((pass.X * channels) + (i * pass.StepX))..]);
        }
    }

    private void Expand(PngColor color, ReadOnlySpan<byte> stored, Span<byte> output)
    {
        switch (color)
        {
            case PngColor.Palette:
                ExpandPalette(stored, output);
                break;
            case PngColor.GrayAlpha or PngColor.RgbAlpha:
                int channels = color == PngColor.GrayAlpha ? 1 : 3;
                for (int i = 0; i < output.Length; i++)
                {
                    int pixel = i / channels * (channels + 1);
                    output[i] = OverBlack(stored[pixel + (i % channels)], stored[pixel + channels]);
                }

                break;
            default:
                stored.CopyTo(output);
                break;
        }
    }

    private void ExpandPalette(ReadOnlySpan<byte> stored, Span<byte> output)
    {
        for (int i = 0; i < stored.Length; i++)
        {
            int entry = stored[i];
            if ((entry * 3) + 3 > _palette.Length)
            {
                throw new DataFormatException(path, $"is damaged: a pixel has colour {entry} of a palette of {_palette.Length / 3}.");
            }

            byte alpha = entry < _paletteAlpha.Length ? _paletteAlpha[entry] : byte.MaxValue;
            for (int channel = 0; channel < 3; channel++)
            {
                output[(i * 3) + channel] = OverBlack(_palette[(entry * 3) + channel], alpha);
            }
        }
    }

    private static byte OverBlack(byte value, byte alpha) => (byte)(((value * alpha) + 127) / 255);

    private ReadOnlySpan<byte> NextChunk(out string type)
    {
        ReadOnlySpan<byte> rest = bytes.AsSpan(_position);
        if (rest.Length < ChunkOverhead)
        {
            throw new DataFormatException(path, "ends before its IEND chunk: it was cut off.");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - ChunkOverhead)
        {
            throw new DataFormatException(path,
                $"has a chunk of {length} bytes at byte {_position}, past its end: it was cut off or is damaged.");
        }

        ReadOnlySpan<byte> typeAndData = rest.Slice(4, 4 + (int)length);
        type = System.Text.Encoding.ASCII.GetString(typeAndData[..4]);
        uint checksum = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        if (Crc32.Compute(typeAndData) != checksum)
        {
            throw new DataFormatException(path, $"is damaged: the checksum of its chunk at byte {_position} is wrong.");
        }

        _position += ChunkOverhead + (int)length;
        return typeAndData[4..];
    }
}
