namespace NormSharp.Data;

/// <summary>Colour images of 3×32×32 from any number of files in CIFAR's binary layout, plain or gzipped (Krizhevsky 2009).</summary>
/// <remarks>The layout has no header, so that even <see cref="Count"/> has to read the files when one of them is gzipped.</remarks>
internal sealed class CifarImageSet : ImageSet
{
    private readonly Lazy<CifarBatch[]> _batches;
    private readonly Lazy<int> _count;

    /// <summary>Opens files, in that order.</summary>
    /// <param name="name">What the set is called in reports.</param>
    /// <param name="paths">The files; at least one.</param>
    /// <param name="classNames">The name of each class; every label must have one.</param>
    /// <param name="layout">How records begin; as in CIFAR-10 by default.</param>
    /// <exception cref="DataFormatException">A file is missing or, not gzipped, holds no whole number of records.</exception>
    public CifarImageSet(string name, IReadOnlyList<string> paths, IReadOnlyList<string> classNames, CifarLayout? layout = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count, nameof(paths));
        layout ??= CifarLayout.Ten;
        foreach (string path in paths)
        {
            CifarBatch.CheckCheaply(path, layout);
        }

        (Name, ClassNames) = (name, classNames);
        BytesToLoad = paths.Sum(path => new FileInfo(path).Length);
        _batches = new Lazy<CifarBatch[]>(() => [.. paths.Select(path => CifarBatch.Read(path, classNames.Count, layout))]);
        _count = new Lazy<int>(() => checked(_batches.Value.Sum(batch => batch.Count)));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="DataFormatException">A file is damaged, or a label has no class.</exception>
    public override int Count => _count.Value;

    /// <inheritdoc/>
    public override ImageShape Shape => new(3, 32, 32);

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames { get; }

    // The layout has no header: packed files say nothing but their length.
    internal override long BytesToLoad { get; }

    /// <inheritdoc/>
    public override int LabelOf(int index) => Find(ref index).LabelOf(index);

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Image(int index) => Find(ref index).Image(index);

    /// <summary>The file that holds an image, and the image's number within it.</summary>
    private CifarBatch Find(ref int index)
    {
        CheckIndex(index);
        foreach (CifarBatch batch in _batches.Value)
        {
            if (index < batch.Count)
            {
                return batch;
            }

            index -= batch.Count;
        }

        throw new InvalidOperationException("The files hold fewer images than were counted.");
    }
}
