namespace NormSharp.Data;

/// <summary>A set whose images are bytes in an array: one's own data, or a small set for a test.</summary>
public sealed class InMemoryImageSet : ImageSet
{
    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    /// <summary>Wraps arrays, without copying them.</summary>
    /// <param name="name">What the set is called in reports.</param>
    /// <param name="shape">The size of each image.</param>
    /// <param name="classNames">The name of each class, in the order of the labels.</param>
    /// <param name="pixels">All images one after the other, each channel-first.</param>
    /// <param name="labels">The class of each image.</param>
    /// <exception cref="ArgumentException">There is no image, the lengths disagree, or a label has no class name.</exception>
    public InMemoryImageSet(string name, ImageShape shape, IReadOnlyList<string> classNames, byte[] pixels, byte[] labels)
    {
        if (labels.Length == 0)
        {
            throw new ArgumentException($"{name} holds no image.", nameof(labels));
        }

        if (pixels.LongLength != (long)labels.Length * shape.Length)
        {
            throw new ArgumentException(
                $"{name}: {labels.Length} images of {shape} need {(long)labels.Length * shape.Length} bytes, got {pixels.Length}.",
                nameof(pixels));
        }

        int bad = Array.FindIndex(labels, label => label >= classNames.Count);
        if (bad >= 0)
        {
            throw new ArgumentException($"{name}: image {bad} has label {labels[bad]}, but there are {classNames.Count} classes.",
                nameof(labels));
        }

        (Name, Shape, ClassNames, _pixels, _labels) = (name, shape, classNames, pixels, labels);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Count => _labels.Length;

    /// <inheritdoc/>
    public override ImageShape Shape { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public override int LabelOf(int index)
    {
        CheckIndex(index);
        return _labels[index];
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Image(int index)
    {
        CheckIndex(index);
        return _pixels.AsSpan(index * Shape.Length, Shape.Length);
    }
}
