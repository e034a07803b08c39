namespace NormSharp.Data;

/// <summary>A batch of images as floats, N×C×H×W, with their labels: memory that <see cref="BatchLoader.Load(int, int, ImageBatch)"/> fills
/// again and again.</summary>
public sealed class ImageBatch
{
    /// <summary>Makes room for a batch.</summary>
    /// <param name="shape">The size of each image.</param>
    /// <param name="capacity">The most images that it can hold; at least 1.</param>
    public ImageBatch(ImageShape shape, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Shape = shape;
        // Rounded up to whole 512-bit vectors, so that a kernel may read the last one whole.
        Pixels = new float[checked((capacity * shape.Length) + 15) & ~15];
        Labels = new int[capacity];
    }

    /// <summary>The size of each image.</summary>
    public ImageShape Shape { get; }

    /// <summary>The most images that it can hold.</summary>
    public int Capacity => Labels.Length;

    /// <summary>How many images it holds now.</summary>
    public int Count { get; internal set; }

    /// <summary>The pixels, image after image, each channel-first; valid are the first <see cref="Count"/>·C·H·W.</summary>
    public float[] Pixels { get; }

    /// <summary>The labels; valid are the first <see cref="Count"/>.</summary>
    public int[] Labels { get; }

    /// <summary>The labels of the images that were mixed in; null where none were.</summary>
    internal int[]? MixedLabels { get; private set; }

    /// <summary>The share of each image that is its own; null where none were mixed.</summary>
    internal float[]? Shares { get; private set; }

    /// <summary>The valid part of <see cref="Pixels"/>.</summary>
    public Span<float> ValidPixels => Pixels.AsSpan(0, Count * Shape.Length);

    /// <summary>The valid part of <see cref="Labels"/>.</summary>
    public Span<int> ValidLabels => Labels.AsSpan(0, Count);

    /// <summary>Says that another image was mixed into one.</summary>
    internal void Mix(int index, int label, float share)
    {
        MixedLabels ??= new int[Capacity];
        Shares ??= new float[Capacity];
        (MixedLabels[index], Shares[index]) = (label, share);
    }
}
