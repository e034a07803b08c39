namespace NormSharp.Data;

/// <summary>
/// A CSV file that names pictures and their classes: <c>path,label</c>, and a third column for <c>train</c>, <c>test</c> or <c>val</c>
/// where the parts are to be kept apart. Paths are relative to the file's folder and stay in it.
/// </summary>
internal sealed class PictureList
{
    private const int MostBytes = 1 << 28;

    private static readonly string[] PathNames = ["path", "file", "filename", "file_name", "filepath", "image", "image_path", "picture"];
    private static readonly string[] LabelNames = ["label", "class", "class_name", "category", "target"];
    private static readonly string[] PartNames = ["split", "part", "set", "subset"];

    private static readonly Dictionary<string, int> Parts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = 0,
        ["training"] = 0,
        ["test"] = 1,
        ["testing"] = 1,
        ["val"] = 2,
        ["valid"] = 2,
        ["validation"] = 2,
    };

    private readonly string _path;
    private readonly string _root;
    private readonly LeftOut _leftOut = new();
    private readonly Dictionary<string, (string Class, int Part, int Line)> _seen = new(StringComparer.Ordinal);
    private readonly List<SourcePicture>[] _parts = [[], [], []];

    private PictureList(string path) => (_path, _root) = (path, Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>Whether a file is one, by its name.</summary>
    public static bool Recognises(string path)
        => Path.GetExtension(path) is { } end && (end.Equals(".csv", StringComparison.OrdinalIgnoreCase)
            || end.Equals(".tsv", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the list; the pictures are read later.</summary>
    /// <exception cref="DataFormatException">The file is damaged, or a path leads out of its folder.</exception>
    public static PictureParts Read(string path)
    {
        var list = new PictureList(path);
        (int Path, int Label, int? Part)? columns = null;
        foreach ((int line, IReadOnlyList<string> cells) in CsvTable.Parse(EncodedText.Read(path, MostBytes)))
        {
            if (columns is null)
            {
                columns = Header(cells);
                if (columns is not null)
                {
                    continue;
                }

                columns = (0, 1, cells.Count > 2 ? 2 : null);
            }

            list.Add(line, cells, columns.Value);
        }

        return list.ToParts();
    }

    private static (int Path, int Label, int? Part)? Header(IReadOnlyList<string> cells)
    {
        int Find(string[] names) => cells.ToList().FindIndex(cell => names.Contains(cell, StringComparer.OrdinalIgnoreCase));
        (int path, int label, int part) = (Find(PathNames), Find(LabelNames), Find(PartNames));
        return path >= 0 && label >= 0 ? (path, label, part >= 0 ? part : null) : null;
    }

    private void Add(int line, IReadOnlyList<string> cells, (int Path, int Label, int? Part) columns)
    {
        if (cells.Count <= Math.Max(columns.Path, columns.Label))
        {
            throw Wrong(line, $"has {cells.Count} cells, expected path,label");
        }

        (string path, string label) = (cells[columns.Path], ComposedName.Of(cells[columns.Label]));
        if (path.Length == 0 || label.Length == 0)
        {
            throw Wrong(line, $"has no {(path.Length == 0 ? "path" : "label")}");
        }

        int part = 0;
        if (columns.Part is int third && third < cells.Count && cells[third].Length > 0 && !Parts.TryGetValue(cells[third], out part))
        {
            throw Wrong(line, $"has the part '{cells[third]}', expected train, test or val");
        }

        string full = InnerPath.Resolve(_root, path, out string? problem);
        if (problem is not null)
        {
            throw Wrong(line, $"names '{path}', which {problem}; expected a path relative to the file, within its folder");
        }

        if (_seen.TryGetValue(full, out (string Class, int Part, int Line) before))
        {
            if (before.Class != label || before.Part != part)
            {
                throw Wrong(line, $"names {path} again, as {label}; line {before.Line} has it as {before.Class}");
            }

            _leftOut.Add("listed twice", path);
            return;
        }

        _seen[full] = (label, part, line);
        _parts[part].Add(SourcePicture.OnDisk(Path.Combine(Path.GetDirectoryName(_path)!, path.Replace('\\', '/')), label));
    }

    private PictureParts ToParts()
    {
        bool usesValidation = _parts[1].Count == 0 && _parts[2].Count > 0;
        return _parts[0].Count == 0
            ? throw new DataFormatException(_path, "names no picture to learn from; expected a line path,label for each.")
            : new PictureParts
            {
                Name = Path.GetFileNameWithoutExtension(_path),
                Place = _path,
                Train = _parts[0],
                Test = usesValidation ? _parts[2] : _parts[1],
                Validation = usesValidation ? [] : _parts[2],
                LeftOut = _leftOut,
                Remarks = usesValidation ? ["there are no test pictures, so those for validation serve for testing"] : [],
            };
    }

    private DataFormatException Wrong(int line, string problem) => new(_path, $"line {line} {problem}.");
}
