using System.IO.Compression;

namespace NormSharp.Data;

/// <summary>
/// Images and labels in one <c>.npz</c>, NumPy's zip of arrays, under the names that Keras (<c>x_train</c>, <c>y_train</c>, …), MedMNIST
/// (<c>train_images</c>, …, <c>val_labels</c>) and people (<c>images</c> and <c>labels</c>, <c>x</c> and <c>y</c>) use.
/// </summary>
internal sealed class NpzFile
{
    private const int HeldOutEvery = 5;
    private const long MostUnquestioned = 64L << 20;

    // All arrays together: what packs better than this is made to fill memory.
    private const long MostUnpacked = 256L << 20;
    private const long MostRatio = 64;

    private static readonly string[][] Names =
    [
        ["x_train", "train_images", "train_x", "x", "images", "data", "arr_0"],
        ["y_train", "train_labels", "train_y", "y", "labels", "label", "arr_1"],
        ["x_test", "test_images", "test_x"],
        ["y_test", "test_labels", "test_y"],
        ["x_val", "val_images", "x_valid"],
        ["y_val", "val_labels", "y_valid"],
    ];

    private readonly string _path;
    private readonly Dictionary<string, StoredArray> _arrays = new(StringComparer.OrdinalIgnoreCase);

    private NpzFile(string path) => _path = path;

    /// <summary>Opens a file.</summary>
    /// <exception cref="DataFormatException">It is damaged, or lacks images or labels.</exception>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The most bytes that its arrays may take; null for no limit but that of packing.</param>
    /// <exception cref="MemoryLimitException">They take more; nothing was unpacked.</exception>
    public static DataSplit Open(string path, long? mostBytes = null)
    {
        var file = new NpzFile(path);
        file.Read(mostBytes);
        return file.Split();
    }

    private void Read(long? mostBytes)
    {
        try
        {
            byte[] file = DataFile.ReadAllBytes(_path);
            using var archive = new ZipArchive(new MemoryStream(file, writable: false), ZipArchiveMode.Read);
            MemoryLimitException.ThrowIfAbove(
                _path, archive.Entries.Sum(entry => Math.Clamp(entry.Length, 0, (long)Array.MaxLength)), mostBytes);
            long left = Math.Max(MostUnpacked, file.Length * MostRatio);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                string name = Path.GetFileNameWithoutExtension(entry.Name);
                if (Names.Any(names => names.Contains(name, StringComparer.OrdinalIgnoreCase)))
                {
                    byte[] bytes = BytesOf(entry, file.Length, left);
                    left -= bytes.Length;
                    _arrays[name] = NpyArray.Parse($"{_path}, {entry.Name}", bytes);
                }
            }
        }
        catch (InvalidDataException exception)
        {
            throw new DataFormatException(_path, "is no whole zip file: it is damaged or was cut off.", exception);
        }
    }

    private byte[] BytesOf(ZipArchiveEntry entry, long fileLength, long most)
    {
        // What an entry claims is believed only as far as its packed bytes, which lie in the file, can be that.
        if (entry.CompressedLength > fileLength || entry.Length > Array.MaxLength
            || entry.Length > Math.Max(MostUnquestioned, entry.CompressedLength * DataFile.LargestDeflateRatio))
        {
            throw new DataFormatException(
                _path, $"claims {entry.Length} bytes in {entry.Name} from {entry.CompressedLength} packed ones; that cannot be.");
        }

        if (entry.Length > most)
        {
            throw new DataFormatException(
                _path, $"unpacks to more than {MostUnpacked >> 20} MB and {MostRatio} times its size; store it less packed.");
        }

        byte[] bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length && stream.ReadByte() < 0
            ? bytes
            : throw new DataFormatException(_path, $"{entry.Name} has another length than it claims.");
    }

    private DataSplit Split()
    {
        string name = Path.GetFileNameWithoutExtension(_path);
        (StoredArray images, StoredArray labels) = Pair(0) ?? throw new DataFormatException(
            _path, $"lacks images or labels; expected {Names[0][0]} and {Names[1][0]}, or one of the other usual names.");
        (StoredArray Images, StoredArray Labels)? test = Pair(2);
        (StoredArray Images, StoredArray Labels)? validation = Pair(4);
        byte[][] all = [labels.ToLabels(), test?.Labels.ToLabels() ?? [], validation?.Labels.ToLabels() ?? []];
        string[] classes = [.. Enumerable.Range(0, all.SelectMany(part => part).Max() + 1).Select(label => label.ToString(
            System.Globalization.CultureInfo.InvariantCulture))];
        ImageSet train = Set($"{name}/train", images, all[0], classes);
        if (test is { } held)
        {
            return new DataSplit(train, Set($"{name}/test", held.Images, all[1], classes))
            {
                Validation = validation is { } judged ? Set($"{name}/validation", judged.Images, all[2], classes) : null,
            };
        }

        int[] seen = new int[classes.Length];
        ILookup<bool, int> parts = Enumerable.Range(0, train.Count)
            .ToLookup(i => seen[all[0][i]]++ % HeldOutEvery == HeldOutEvery - 1);
        return parts[true].Any()
            ? new DataSplit(new ImageSubset(train, [.. parts[false]]), new ImageSubset(train, [.. parts[true]]))
            {
                Remarks = ["there are no test images: every fifth image of a class is kept for testing"],
            }
            : throw new DataFormatException(
                _path, $"holds fewer than {HeldOutEvery} images of each class, so none can be kept for testing.");
    }

    private (StoredArray Images, StoredArray Labels)? Pair(int first)
        => Find(first) is { } images && Find(first + 1) is { } labels ? (images, labels) : null;

    private StoredArray? Find(int names)
        => Names[names].Select(name => _arrays.GetValueOrDefault(name)).FirstOrDefault(array => array is not null);

    private static InMemoryImageSet Set(string name, StoredArray images, byte[] labels, IReadOnlyList<string> classes)
    {
        (ImageShape shape, _) = StoredArray.ImagesOf(images.Path, images.Sizes);
        return images.Sizes[0] == labels.Length
            ? new InMemoryImageSet(name, shape, classes, images.ToPixels(), labels)
            : throw new DataFormatException(images.Path, $"holds {images.Sizes[0]} images, but there are {labels.Length} labels.");
    }
}
