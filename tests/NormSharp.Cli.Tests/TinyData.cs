using System.Buffers.Binary;
using System.IO.Compression;
using NormSharp.Data;

namespace NormSharp.Cli.Tests;

/// <summary>A folder of IDX files with pictures that a network learns in a moment: class c is a bright bar in its own rows.</summary>
internal static class TinyData
{
    public const int Size = 16;
    public const int Classes = 4;
    public const int TrainCount = 96;
    public const int TestCount = 40;

    public const string TrainImages = "train-images-idx3-ubyte.gz";
    public const string TrainLabels = "train-labels-idx1-ubyte.gz";
    public const string TestImages = "t10k-images-idx3-ubyte.gz";
    public const string TestLabels = "t10k-labels-idx1-ubyte.gz";

    /// <summary>Writes the four files and the names of the classes.</summary>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        WritePart(folder, TrainImages, TrainLabels, TrainCount, seed: 1);
        WritePart(folder, TestImages, TestLabels, TestCount, seed: 2);
        File.WriteAllLines(Path.Combine(folder, "classes.txt"), Enumerable.Range(0, Classes).Select(label => $"bar {label}"));
        return folder;
    }

    /// <summary>The pixels of one picture.</summary>
    public static byte[] Picture(int label, Random random)
    {
        byte[] pixels = new byte[Size * Size];
        for (int i = 0; i < pixels.Length; i++)
        {
            bool isBar = i / Size / (Size / Classes) == label;
            pixels[i] = (byte)((isBar ? 180 : 0) + random.Next(60));
        }

        return pixels;
    }

    /// <summary>Writes a gzipped IDX file.</summary>
    public static void WriteIdx(string path, int[] extents, ReadOnlySpan<byte> content)
    {
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        byte[] header = new byte[4 + (4 * extents.Length)];
        header[2] = 8;
        header[3] = (byte)extents.Length;
        for (int i = 0; i < extents.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), extents[i]);
        }

        stream.Write(header);
        stream.Write(content);
    }

    /// <summary>Writes a PNG file of one picture.</summary>
    public static string WritePng(string path, int label, int channels = 1)
    {
        byte[] gray = Picture(label, new Random(3));
        new PngImage(Size, Size, channels, [.. gray.SelectMany(value => Enumerable.Repeat(value, channels))]).Write(path);
        return path;
    }

    private static void WritePart(string folder, string images, string labels, int count, int seed)
    {
        var random = new Random(seed);
        byte[] classes = [.. Enumerable.Range(0, count).Select(i => (byte)(i % Classes))];
        WriteIdx(Path.Combine(folder, images), [count, Size, Size], classes.SelectMany(label => Picture(label, random)).ToArray());
        WriteIdx(Path.Combine(folder, labels), [count], classes);
    }
}
