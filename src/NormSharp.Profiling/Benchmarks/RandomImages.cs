using NormSharp.Data;
using NormSharp.Primitives;

namespace NormSharp.Profiling;

/// <summary>Images of noise, of any size: what a step costs does not depend on what is in the pictures.</summary>
internal static class RandomImages
{
    /// <summary>Makes a set of random pixels and labels, the same at every call.</summary>
    /// <param name="shape">The size of each image.</param>
    /// <param name="count">How many images.</param>
    /// <param name="classes">How many classes.</param>
    public static ImageSet Create(ImageShape shape, int count, int classes = 10)
    {
        var random = new Philox(seed: 1, stream: 0);
        byte[] pixels = new byte[checked(count * shape.Length)];
        for (int i = 0; i < pixels.Length; i += sizeof(uint))
        {
            uint bits = random.NextUInt32();
            for (int k = i; k < Math.Min(i + sizeof(uint), pixels.Length); k++, bits >>= 8)
            {
                pixels[k] = (byte)bits;
            }
        }

        byte[] labels = new byte[count];
        foreach (ref byte label in labels.AsSpan())
        {
            label = (byte)random.NextInt(classes);
        }

        return new InMemoryImageSet("random", shape, [.. Enumerable.Range(0, classes).Select(i => $"class {i}")], pixels, labels);
    }
}
