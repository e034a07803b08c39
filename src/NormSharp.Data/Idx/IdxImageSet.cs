namespace NormSharp.Data;

/// <summary>Gray images in an IDX file and their labels in another, plain or gzipped, as MNIST and Fashion-MNIST come.</summary>
/// <remarks>Opening reads the labels and the header of the images; the pixels are read at first need.</remarks>
internal sealed class IdxImageSet : ImageSet
{
    private readonly byte[] _labels;
    private readonly Lazy<byte[]> _pixels;

    /// <summary>Opens a pair of files.</summary>
    /// <param name="name">What the set is called in reports.</param>
    /// <param name="imagesPath">The images: N×H×W unsigned bytes.</param>
    /// <param name="labelsPath">The labels: N unsigned bytes.</param>
    /// <param name="classNames">The name of each class; every label must have one.</param>
    /// <exception cref="DataFormatException">A file is missing or damaged, the counts differ, or a label has no class.</exception>
    public IdxImageSet(string name, string imagesPath, string labelsPath, IReadOnlyList<string> classNames)
    {
        Name = name;
        ClassNames = classNames;
        using (DataFile images = DataFile.Open(imagesPath))
        {
            int[] sizes = IdxHeader.Read(images, 3);
            Count = sizes[0];
            Shape = new ImageShape(1, sizes[1], sizes[2]);
        }

        _labels = ReadLabels(labelsPath);
        if (_labels.Length != Count)
        {
            throw new DataFormatException(labelsPath, $"holds {_labels.Length} labels, but {imagesPath} holds {Count} images.");
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
        int count = IdxHeader.Read(file, 1)[0];
        return file.ReadRest(count, IdxHeader.Length(1));
    }

    private byte[] ReadPixels(string path)
    {
        using DataFile file = DataFile.Open(path);
        int[] sizes = IdxHeader.Read(file, 3);
        return sizes[0] == Count && sizes[1] == Shape.Height && sizes[2] == Shape.Width
            ? file.ReadRest(Count * Shape.Length, IdxHeader.Length(3))
            : throw new DataFormatException(path, "has changed since it was opened.");
    }
}
