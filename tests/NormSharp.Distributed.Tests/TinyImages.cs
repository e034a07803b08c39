using System.Buffers.Binary;

namespace NormSharp.Distributed.Tests;

/// <summary>A data set in the layout of MNIST, so small that loading and evaluating it take no time.</summary>
internal static class TinyImages
{
    private const int Side = 8;
    private const int Classes = 10;

    /// <summary>Writes 40 images to learn from and 10 to test with.</summary>
    public static void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, int count) in ((string, int)[])[("train", 40), ("t10k", Classes)])
        {
            byte[] pixels = new byte[count * Side * Side];
            new Random(count).NextBytes(pixels);
            Write(Path.Combine(folder, $"{name}-images-idx3-ubyte"), [count, Side, Side], pixels);
            byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % Classes))];
            Write(Path.Combine(folder, $"{name}-labels-idx1-ubyte"), [count], labels);
        }
    }

    private static void Write(string path, int[] shape, byte[] values)
    {
        var header = new byte[4 * (shape.Length + 1)];
        header[2] = 8;
        header[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 * (i + 1)), shape[i]);
        }

        File.WriteAllBytes(path, [.. header, .. values]);
    }
}
