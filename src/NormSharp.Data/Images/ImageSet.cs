using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NormSharp.Data;

/// <summary>
/// Labelled images of one size, as bytes. Opening a set is cheap; pixels are read at first need, or by <see cref="Load"/>, and
/// stay bytes until <see cref="BatchLoader"/> makes a batch of them. Reading is safe from several threads.
/// </summary>
public abstract class ImageSet
{
    /// <summary>What the set is called in reports, for example <c>fashion-mnist/train</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How many images there are; at least 1.</summary>
    public abstract int Count { get; }

    /// <summary>The size that all images share.</summary>
    public abstract ImageShape Shape { get; }

    /// <summary>The name of each class, in the order of the labels.</summary>
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many classes there are; labels run from 0 to one less.</summary>
    public int ClassCount => ClassNames.Count;

    /// <summary>Whether the images have labels; those of a set without classes have none.</summary>
    public bool HasLabels => ClassCount > 0;

    /// <summary>The class of an image; −1 in a set without labels.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not from 0 to <see cref="Count"/> − 1.</exception>
    /// <exception cref="DataException">The set had to be read for this, and could not be.</exception>
    public abstract int LabelOf(int index);

    /// <summary>A view of the bytes of an image, channel-first, as stored: <see cref="ImageShape.Length"/> of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not from 0 to <see cref="Count"/> − 1.</exception>
    /// <exception cref="DataException">The set had to be read for this, and could not be.</exception>
    public abstract ReadOnlySpan<byte> Image(int index);

    /// <summary>Copies the bytes of an image, channel-first, as stored.</summary>
    /// <param name="index">Which image.</param>
    /// <param name="destination">At least <see cref="ImageShape.Length"/> long.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    /// <inheritdoc cref="Image" path="/exception"/>
    public void CopyImage(int index, Span<byte> destination) => Image(index).CopyTo(destination);

    /// <summary>
    /// Reads everything now, so that a damaged file is found before work begins. Without it the first use of an image does so.
    /// </summary>
    /// <exception cref="DataException">A file is missing or damaged.</exception>
    public virtual void Load() => Image(0);

    /// <summary>Bytes of memory that <see cref="Load"/> takes, as far as headers and lengths of files tell; 0 once it is there.</summary>
    internal virtual long BytesToLoad => (long)Count * Shape.Length;

    /// <summary>Whether images may have to be decoded when they are asked for, so that batches are better made ahead.</summary>
    internal virtual bool IsSlow => false;

    /// <summary>Whether images were made of pictures of other sizes.</summary>
    internal virtual bool IsResized => false;

    /// <summary>The file that an image was made of; null where it has none of its own.</summary>
    internal virtual string? FileOf(int index) => null;

    /// <summary>What random crops are cut from: the picture that an image was made of; null where that is the image itself.</summary>
    internal virtual Raster? Source(int index) => null;

    /// <summary>A hash of images, labels and names of classes: sets that differ in any of them differ in it.</summary>
    internal virtual string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', ClassNames)));
        Span<byte> label = stackalloc byte[sizeof(int)];
        for (int i = 0; i < Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(label, LabelOf(i));
            hash.AppendData(label);
            hash.AppendData(Image(i));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The first images of the set.</summary>
    /// <param name="count">How many, at least 1; all of them when the set holds fewer.</param>
    public ImageSet Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return count >= Count ? this : new ImageSubset(this, [.. Enumerable.Range(0, count)]);
    }

    /// <summary>The first images of each class, as many of every class as far as it has them.</summary>
    /// <param name="count">How many in all, at least 1; all of them when the set holds fewer.</param>
    internal ImageSet TakeOfAllClasses(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (count >= Count)
        {
            return this;
        }

        // The first of each class, then the second of each, and so on.
        int[] seen = new int[Math.Max(ClassCount, 1)];
        int[] ranks = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            ranks[i] = seen[Math.Max(LabelOf(i), 0)]++;
        }

        return new ImageSubset(this, [.. Enumerable.Range(0, Count).OrderBy(i => ranks[i]).Take(count).Order()]);
    }

    /// <summary>The images after the first ones: what <see cref="Take"/> of as many leaves.</summary>
    /// <param name="count">How many are left out, from 0 to one less than there are.</param>
    public ImageSet Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(count, Count);
        return count == 0 ? this : new ImageSubset(this, [.. Enumerable.Range(count, Count - count)]);
    }

    /// <summary>The images of some classes, in their order; labels and <see cref="ClassNames"/> stay as they are.</summary>
    /// <param name="labels">The classes to keep.</param>
    /// <exception cref="ArgumentException">No image of these classes exists.</exception>
    public ImageSet WithClasses(params IReadOnlyCollection<int> labels)
    {
        int[] indices = [.. Enumerable.Range(0, Count).Where(i => labels.Contains(LabelOf(i)))];
        return indices.Length > 0
            ? new ImageSubset(this, indices)
            : throw new ArgumentException($"{Name} holds no image of class {string.Join(", ", labels)}.", nameof(labels));
    }

    /// <summary>The images of some classes, labelled 0, 1, 2, … in the order given, as if there were no others.</summary>
    /// <param name="classes">At least two classes, each once.</param>
    /// <exception cref="ArgumentException">
    /// There is no such class, it is named twice, or it has no image; or there are fewer than two.
    /// </exception>
    public ImageSet SelectClasses(IReadOnlyList<int> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (classes.Count < 2)
        {
            throw new ArgumentException($"{Name}: {classes.Count} classes were chosen; a classifier tells at least 2 apart");
        }

        foreach (int label in classes)
        {
            if ((uint)label >= (uint)ClassCount || classes.Count(other => other == label) > 1)
            {
                throw new ArgumentException(
                    (uint)label >= (uint)ClassCount
                        ? $"{Name} has classes 0 to {ClassCount - 1}, not {label}"
                        : $"class {label} was chosen twice");
            }
        }

        var selection = new ClassSelection(this, classes);
        int[] present = [.. Enumerable.Range(0, selection.Count).Select(selection.LabelOf).Distinct()];
        return present.Length == classes.Count
            ? selection
            : throw new ArgumentException(
                $"{Name} holds no image of class {classes[Enumerable.Range(0, classes.Count).First(label => !present.Contains(label))]}");
    }

    /// <summary>The images under other labels.</summary>
    /// <param name="labels">The new label of each class; a class without images may have −1.</param>
    /// <param name="classNames">The names by the new labels.</param>
    internal ImageSet Relabelled(int[] labels, IReadOnlyList<string> classNames) => new RelabelledImageSet(this, labels, classNames);

    /// <summary>The images alone.</summary>
    public ImageSet WithoutLabels() => HasLabels ? new UnlabelledImageSet(this) : this;

    /// <summary>The name and the size, for example <c>garments/train: 12000 images of 1×28×28 in 10 classes</c>.</summary>
    public override string ToString() => $"{Name}: {Count} images of {Shape} in {ClassCount} classes";

    /// <summary>Throws when an index is not from 0 to <see cref="Count"/> − 1.</summary>
    protected void CheckIndex(int index)
    {
        if ((uint)index >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"{Name} holds images 0 to {Count - 1}.");
        }
    }
}
