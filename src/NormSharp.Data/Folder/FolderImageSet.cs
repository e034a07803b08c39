namespace NormSharp.Data;

/// <summary>PNG files, each with a label, all of one size. Opening reads the header of the first; the rest is read at first need.</summary>
public sealed class FolderImageSet : ImageSet
{
    private readonly IReadOnlyList<(string Path, int Label)> _files;
    private readonly Lazy<byte[]> _pixels;

    /// <summary>Opens files, in that order.</summary>
    /// <param name="name">What the set is called in reports.</param>
    /// <param name="files">The files with their labels; at least one.</param>
    /// <param name="classNames">The name of each class; every label must have one.</param>
    /// <exception cref="DataFormatException">The first file is missing or no PNG of 8-bit gray or RGB.</exception>
    public FolderImageSet(string name, IReadOnlyList<(string Path, int Label)> files, IReadOnlyList<string> classNames)
    {
        ArgumentOutOfRangeException.ThrowIfZero(files.Count, nameof(files));
        (Name, _files, ClassNames) = (name, files, classNames);
        Shape = PngImage.ReadShape(files[0].Path);
        long total = (long)Shape.Length * files.Count;
        if (total > Array.MaxLength)
        {
            throw new DataFormatException(files[0].Path,
                $"{files.Count} images of {Shape} are {total} bytes; more than {Array.MaxLength} are not supported.");
        }

        _pixels = new Lazy<byte[]>(ReadPixels);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Count => _files.Count;

    /// <inheritdoc/>
    public override ImageShape Shape { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public override int LabelOf(int index)
    {
        CheckIndex(index);
        return _files[index].Label;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Image(int index)
    {
        CheckIndex(index);
        return _pixels.Value.AsSpan(index * Shape.Length, Shape.Length);
    }

    private byte[] ReadPixels()
    {
        byte[] pixels = GC.AllocateUninitializedArray<byte>(Shape.Length * Count);
        for (int i = 0; i < Count; i++)
        {
            string path = _files[i].Path;
            PngImage image = PngImage.Read(path);
            if (image.Shape != Shape)
            {
                throw new DataFormatException(path, $"is {image.Shape} (channels×height×width), but {_files[0].Path} is {Shape}; "
                    + "all images of a set must have one size.");
            }

            image.CopyPlanes(pixels.AsSpan(i * Shape.Length));
        }

        return pixels;
    }
}
