namespace NormSharp.Data;

/// <summary>Gray images in an IDX file and their labels in another, plain or gzipped, as MNIST and Fashion-MNIST come.</summary>
/// <remarks>Opening reads the labels and the header of the images; the pixels are read at first need.</remarks>
internal sealed class IdxImageSet : ImageSet
{
    private readonly byte[] _labels;
    private readonly Lazy<byte[]> _pixels;
    private readonly bool _turns;

    /// <summary>Opens a pair of files.</summary>
    /// <param name="name">What the set is called in reports.</param>
    /// <param name="imagesPath">The images: N×H×W or N×H×W×C numbers.</param>
    /// <param name="labelsPath">The labels: N numbers.</param>
    /// <param name="classNames">The name of each class; every label must have one.</param>
    /// <param name="turns">Whether the file holds images with rows and columns exchanged.</param>
    /// <param name="firstLabel">The label of the first class.</param>
    /// <exception cref="DataFormatException">A file is missing or damaged, the counts differ, or a label has no class.</exception>
    public IdxImageSet(
        string name,
        string imagesPath,
        string labelsPath,
        IReadOnlyList<string> classNames,
        bool turns = false,
        int firstLabel = 0)
    {
        Name = name;
        ClassNames = classNames;
        using (DataFile images = DataFile.Open(imagesPath))
        {
            IdxHeader header = IdxHeader.Read(images, isLabels: false);
            Count = header.Sizes[0];
            (ImageShape shape, _) = StoredArray.ImagesOf(imagesPath, header.Sizes);
            // As stored, and once more where the bytes are not the pixels; turning takes another copy.
            long pixels = (long)Count * shape.Length;
            BytesToLoad = header.DataLength + (header.DataLength == pixels && shape.Channels == 1 ? 0 : pixels) + (turns ? pixels : 0);
            (Shape, _turns) = (turns ? new ImageShape(shape.Channels, shape.Width, shape.Height) : shape, turns);
        }

        _labels = ReadLabels(labelsPath);
        if (_labels.Length != Count)
        {
            throw new DataFormatException(labelsPath, $"holds {_labels.Length} labels, but {imagesPath} holds {Count} images.");
        }

        for (int i = 0; firstLabel > 0 && i < _labels.Length; i++)
        {
            // One that is too small becomes one that is too large, and is refused as such.
            _labels[i] = (byte)(_labels[i] - firstLabel);
        }

        int bad = Array.FindIndex(_labels, label => label >= classNames.Count);
        if (bad >= 0)
        {
            throw new DataFormatException(labelsPath, $"label {bad} is {_labels[bad]}, expected 0 to {classNames.Count - 1}; a set with "
                + $"other classes needs their names, one a line, in {IdxFolder.ClassesFile} beside this file.");
        }

        _pixels = new Lazy<byte[]>(() => ReadPixels(imagesPath));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override ImageShape Shape { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames { get; }

    internal override long BytesToLoad { get; }

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
        return _pixels.Value.AsSpan(index * Shape.Length, Shape.Length);
    }

    internal static byte[] ReadLabels(string path)
    {
        using DataFile file = DataFile.Open(path);
        return IdxHeader.Read(file, isLabels: true).ReadNumbers(file).ToLabels();
    }

    private byte[] ReadPixels(string path)
    {
        using DataFile file = DataFile.Open(path);
        IdxHeader header = IdxHeader.Read(file, isLabels: false);
        (ImageShape shape, _) = StoredArray.ImagesOf(path, header.Sizes);
        if (header.Sizes[0] != Count || shape.Length != Shape.Length)
        {
            throw new DataFormatException(path, "has changed since it was opened.");
        }

        byte[] pixels = header.ReadNumbers(file).ToPixels();
        return _turns ? Turned(pixels, shape) : pixels;
    }

    /// <summary>Exchanges rows and columns of every plane.</summary>
    private static byte[] Turned(byte[] pixels, ImageShape shape)
    {
        byte[] turned = new byte[pixels.Length];
        for (int start = 0; start < pixels.Length; start += shape.PlaneLength)
        {
            for (int i = 0; i < shape.PlaneLength; i++)
            {
                turned[start + (i % shape.Width * shape.Height) + (i / shape.Width)] = pixels[start + i];
            }
        }

        return turned;
    }
}
