using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NormSharp.Data.Tests;

/// <summary>PNG files of kinds that the writer does not write.</summary>
internal static class PngSamples
{
    public static byte[] Header(int width, int height, byte depth, byte color)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, color);
        return header;
    }

    /// <summary>A file with one stored row (or bytes that continue it), after the given chunks.</summary>
    public static byte[] File(byte[] header, byte[] row, params (string Type, byte[] Data)[] chunks) => File(header, row, 0, chunks);

    /// <inheritdoc cref="File(byte[], byte[], ValueTuple{string, byte[]}[])"/>
    public static byte[] File(byte[] header, byte[] row, byte filter, params (string Type, byte[] Data)[] chunks)
    {
        using MemoryStream packed = new();
        using (ZLibStream stream = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write([filter, .. row]);
        }

        using MemoryStream file = new();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        foreach ((string type, byte[] data) in ((string, byte[])[])[("IHDR", header), .. chunks, ("IDAT", packed.ToArray()), ("IEND", [])])
        {
            PngWriter.WriteChunk(file, Encoding.ASCII.GetBytes(type), data);
        }

        return file.ToArray();
    }
}
