namespace NormSharp.Data;

/// <summary>
/// A folder of pictures, a folder a class: <c>train/CLASS/</c> and <c>test/CLASS/</c> (and <c>val/CLASS/</c>), or only <c>CLASS/</c>.
/// </summary>
/// <remarks>
/// The outermost folders are classes, with all that lies below them. Where nested classes are wanted, each that holds pictures is one,
/// called <c>OUTER/INNER</c>. Names are compared in one Unicode normal form, and go in natural order.
/// </remarks>
internal sealed class ImageFolder
{
    private const int MostDepth = 32;
    private const int MostFolders = 200_000;

    private static readonly string[][] Parts = [["train", "training"], ["test", "testing"], ["val", "valid", "validation"]];

    private readonly HashSet<string> _extensions;
    private readonly LeftOut _leftOut = new();
    private readonly bool _isNested;
    private readonly string _root;
    private readonly List<(string Folder, string Class)> _inner = [];
    private int _folders;

    private ImageFolder(string root, PictureOptions options)
        => (_root, _isNested, _extensions) =
            (root, options.NestedClasses, new HashSet<string>(options.Decoder.Extensions, StringComparer.OrdinalIgnoreCase));

    private IReadOnlyList<string> InnerRemarks => _inner.Count == 0 ? [] :
    [
        $"{_inner.Count} {(_inner.Count == 1 ? "folder lies" : "folders lie")} within those of classes and count as these: "
            + $"{Shown(_inner[0].Folder)} as {_inner[0].Class}",
    ];

    /// <summary>Finds the pictures; null when there are none in folders of classes.</summary>
    public static PictureParts? Find(string folder, PictureOptions options) => new ImageFolder(folder, options).Find();

    /// <summary>The pictures that lie in a folder itself.</summary>
    public static IReadOnlyList<string> PicturesIn(string folder, PictureOptions options)
        => new ImageFolder(folder, options).Pictures(folder);

    private PictureParts? Find()
    {
        string root = Unwrapped(_root);
        List<SourcePicture>?[] parts = [.. Parts.Select(names => FilesOfPart(root, names))];
        if (parts[0] is null && parts[1] is null)
        {
            var all = new List<SourcePicture>();
            AddClasses(root, string.Empty, all, 0);
            return all.Count == 0 ? null : new PictureParts
            {
                Name = FolderName.Of(_root),
                Place = _root,
                Train = all,
                LeftOut = _leftOut,
                HasInnerFolders = _inner.Count > 0,
                Remarks = InnerRemarks,
            };
        }

        CountOutside(root);
        bool usesValidation = parts[1] is null && parts[2] is not null;
        return new PictureParts
        {
            Name = FolderName.Of(_root),
            Place = _root,
            Train = parts[0] ?? throw new DataFormatException(
                Path.Combine(root, "train"), "holds no picture in a folder of a class; expected train/CLASS/ beside test/CLASS/."),
            Test = parts[1] ?? parts[2] ?? [],
            Validation = usesValidation ? [] : parts[2] ?? [],
            LeftOut = _leftOut,
            HasInnerFolders = _inner.Count > 0,
            Remarks = usesValidation
                ? ["there is no test folder, so the validation pictures serve for testing", .. InnerRemarks]
                : InnerRemarks,
        };
    }

    /// <summary>Archives are often unpacked into a folder within a folder: the outermost that holds more than one.</summary>
    private string Unwrapped(string root)
    {
        for (int depth = 0; depth < MostDepth; depth++)
        {
            string[] folders = [.. Folders(root)];
            if (folders.Length != 1 || IsPart(folders[0]) || Pictures(root).Count > 0 || !Folders(folders[0]).Any())
            {
                return root;
            }

            root = folders[0];
        }

        return root;
    }

    private List<SourcePicture>? FilesOfPart(string root, string[] names)
    {
        var files = new List<SourcePicture>();
        foreach (string folder in Folders(root).Where(folder => names.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase)))
        {
            AddClasses(folder, string.Empty, files, 0);
        }

        return files.Count > 0 ? files : null;
    }

    private static bool IsPart(string folder) =>
        Parts.SelectMany(names => names).Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase);

    /// <summary>Every folder below that holds pictures is a class.</summary>
    private void AddClasses(string folder, string prefix, List<SourcePicture> files, int depth)
    {
        if (depth == 0)
        {
            CountFiles(folder, "not in the folder of a class");
        }

        foreach (string inner in Folders(folder).Order(NaturalOrder.Instance))
        {
            string name = ComposedName.Of($"{prefix}{Path.GetFileName(inner)}");
            if (!_isNested || Pictures(inner).Count > 0)
            {
                AddFiles(inner, name, files, depth + 1);
            }
            else if (depth < MostDepth)
            {
                CountFiles(inner, "not in the folder of a class");
                AddClasses(inner, $"{name}/", files, depth + 1);
            }
        }
    }

    private void AddFiles(string folder, string name, List<SourcePicture> files, int depth)
    {
        files.AddRange(Pictures(folder).Select(path => SourcePicture.OnDisk(path, name)));
        CountFiles(folder, null);
        foreach (string inner in Folders(folder).Order(NaturalOrder.Instance).TakeWhile(_ => depth < MostDepth))
        {
            int before = files.Count;
            AddFiles(inner, name, files, depth + 1);
            if (files.Count > before && depth == 1)
            {
                _inner.Add((inner, name));
            }
        }
    }

    private List<string> Pictures(string folder) =>
    [
        .. Directory.EnumerateFiles(folder).Select(ReadableName.Check)
            .Where(path => !SystemFiles.Has(path) && _extensions.Contains(Path.GetExtension(path)))
            .Order(NaturalOrder.Instance),
    ];

    private IEnumerable<string> Folders(string folder)
    {
        foreach (string path in Directory.EnumerateDirectories(folder).Where(path => !SystemFiles.Has(path)).Select(ReadableName.Check))
        {
            // Links that lead back would be followed for ever.
            _folders++;
            yield return _folders <= MostFolders ? path : throw new DataFormatException(
                _root, $"holds more than {MostFolders} folders below it, or links that lead back; that is no set of pictures.");
        }
    }

    /// <summary>What lies beside the parts of a set that has some.</summary>
    private void CountOutside(string root)
    {
        CountFiles(root, "not in the folder of a class");
        foreach (string folder in Folders(root).Where(folder => !IsPart(folder)))
        {
            _leftOut.Add("folders beside those of the parts", Shown(folder));
        }
    }

    /// <summary>Counts what of a folder is not taken.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pictures">Why its pictures are not; null where they are.</param>
    private void CountFiles(string folder, string? pictures)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            string extension = Path.GetExtension(path).ToLowerInvariant();
            string? kind = SystemFiles.Has(path) ? "hidden, or the system's own"
                : Directory.Exists(path) ? null
                : _extensions.Contains(extension) ? pictures
                : extension.Length == 0 ? "no picture by its name" : $"{extension} files";
            if (kind is not null)
            {
                _leftOut.Add(kind, Shown(path));
            }
        }
    }

    private string Shown(string path) => Path.GetRelativePath(_root, path);
}
