using System.Buffers.Binary;
using System.IO.Compression;
using NormSharp.Data;

namespace NormSharp.Testing;

/// <summary>Bytes of small data files, made without the code under test.</summary>
internal static class SampleFiles
{
    public static byte[] RandomBytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>An IDX file: magic, sizes, body.</summary>
    public static byte[] Idx(uint magic, uint[] sizes, ReadOnlySpan<byte> body)
    {
        byte[] file = new byte[4 + (4 * sizes.Length) + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(file, magic);
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4 + (4 * i)), sizes[i]);
        }

        body.CopyTo(file.AsSpan(4 + (4 * sizes.Length)));
        return file;
    }

    public static byte[] IdxImages(int count, int height, int width, int seed = 1) =>
        Idx(0x0803, [(uint)count, (uint)height, (uint)width], RandomBytes(count * height * width, seed));

    public static byte[] IdxLabels(params byte[] labels) => Idx(0x0801, [(uint)labels.Length], labels);

    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>Writes a good folder: 6 training images of 3×4, 2 test images.</summary>
    public static void WriteIdxFolder(string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, "train-images-idx3-ubyte"), IdxImages(6, 3, 4));
        File.WriteAllBytes(Path.Combine(folder, "train-labels-idx1-ubyte"), IdxLabels(0, 1, 2, 3, 9, 5));
        File.WriteAllBytes(Path.Combine(folder, "t10k-images-idx3-ubyte"), IdxImages(2, 3, 4, seed: 2));
        File.WriteAllBytes(Path.Combine(folder, "t10k-labels-idx1-ubyte"), IdxLabels(7, 8));
    }

    /// <summary>Numbered images: image i is all i, and its label is i mod 10.</summary>
    public static InMemoryImageSet Numbered(int count, ImageShape shape)
    {
        byte[] pixels = new byte[count * shape.Length];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            pixels.AsSpan(i * shape.Length, shape.Length).Fill((byte)i);
            labels[i] = (byte)(i % 10);
        }

        return new InMemoryImageSet("numbered", shape, [.. Enumerable.Range(0, 10).Select(i => $"class {i}")], pixels, labels);
    }

    public static InMemoryImageSet Random(int count, ImageShape shape) =>
        new("random", shape, ["a", "b"], RandomBytes(count * shape.Length), [.. Enumerable.Range(0, count).Select(i => (byte)(i & 1))]);
}
