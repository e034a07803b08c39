using System.IO.Compression;

namespace NormSharp.Interop.Tests;

/// <summary>Pictures of <c>../shared/data</c> as inputs of networks: numbers from 0 to 1, planes one after another.</summary>
internal static class RealImages
{
    private const int RecordLength = 3073;
    private const int GarmentsHeader = 16;

    /// <summary>The first official test images of CIFAR-10: [N, 3, 32, 32].</summary>
    public static float[] Cifar(int count)
    {
        byte[] records = Unpacked(count * RecordLength, "cifar10", "test_batch.bin.gz");
        return [.. Enumerable.Range(0, count)
            .SelectMany(i => records.AsSpan((i * RecordLength) + 1, RecordLength - 1).ToArray())
            .Select(pixel => pixel / 255f)];
    }

    /// <summary>The first test images of Fashion-MNIST: [N, 1, 28, 28].</summary>
    public static float[] Garments(int count)
        => [.. Unpacked(GarmentsHeader + (count * 784), "fashion-mnist", "t10k-images-idx3-ubyte.gz").Skip(GarmentsHeader)
            .Select(pixel => pixel / 255f)];

    /// <summary>Pictures of a size [N, 1 or 3, H, W]: each pixel that of the nearest place.</summary>
    public static float[] Of(params int[] shape)
    {
        (int channels, int side) = shape[1] == 1 ? (1, 28) : (3, 32);
        float[] small = channels == 1 ? Garments(shape[0]) : Cifar(shape[0]);
        var large = new float[shape[0] * channels * shape[2] * shape[3]];
        for (int i = 0; i < large.Length; i++)
        {
            (int plane, int place) = Math.DivRem(i, shape[2] * shape[3]);
            (int row, int column) = Math.DivRem(place, shape[3]);
            large[i] = small[(plane * side * side) + (row * side / shape[2] * side) + (column * side / shape[3])];
        }

        return large;
    }

    private static byte[] Unpacked(int length, params string[] file)
    {
        byte[] bytes = new byte[length];
        using var stream = new GZipStream(File.OpenRead(SharedFiles.Find(["data", .. file])), CompressionMode.Decompress);
        stream.ReadExactly(bytes);
        return bytes;
    }
}
