using System.Buffers.Binary;
using System.IO.Compression;
using NormSharp.Primitives;

namespace NormSharp.Data;

/// <summary>Writes pictures as PNG files of 8-bit gray or RGB.</summary>
internal static class PngWriter
{
    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="filter">The filter of every row; without it each row takes the one that leaves the smallest numbers.</param>
    public static byte[] Encode(PngImage image, int? filter = null)
    {
        using MemoryStream file = new();
        file.Write(PngReader.Signature);
        Span<byte> header = stackalloc byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = (byte)(image.Channels == 1 ? PngColor.Gray : PngColor.Rgb);
        header[10..].Clear();
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(image, filter));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>A chunk: length, type, data, checksum of type and data.</summary>
    internal static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] chunk = new byte[PngReader.ChunkOverhead + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.Compute(chunk.AsSpan(4, 4 + data.Length)));
        file.Write(chunk);
    }

    private static byte[] Compress(PngImage image, int? filter)
    {
        int rowLength = image.Width * image.Channels;
        byte[] above = new byte[rowLength];
        byte[] stored = new byte[rowLength + 1];
        byte[] best = new byte[rowLength + 1];
        using MemoryStream compressed = new();
        using (ZLibStream stream = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * rowLength, rowLength);
                long smallest = long.MaxValue;
                for (int candidate = filter ?? 0; candidate <= (filter ?? (PngFilter.Count - 1)); candidate++)
                {
                    stored[0] = (byte)candidate;
                    PngFilter.Encode(candidate, row, above, image.Channels, stored.AsSpan(1));
                    long size = SumOfMagnitudes(stored.AsSpan(1));
                    if (size < smallest)
                    {
                        smallest = size;
                        (stored, best) = (best, stored);
                    }
                }

                stream.Write(best);
                row.CopyTo(above);
            }
        }

        return compressed.ToArray();
    }

    private static long SumOfMagnitudes(ReadOnlySpan<byte> stored)
    {
        long sum = 0;
        foreach (byte value in stored)
        {
            sum += Math.Abs((int)(sbyte)value);
        }

        return sum;
    }
}
