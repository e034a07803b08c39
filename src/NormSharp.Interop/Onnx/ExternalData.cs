using System.Globalization;
using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;
using OnnxSchema;

namespace NormSharp.Interop.Onnx;

/// <summary>
/// Numbers that lie in files beside the model. A model may only name files within its own folder: no absolute path, no <c>..</c>, no link.
/// </summary>
internal sealed class ExternalData(string modelPath) : IDisposable
{
    private readonly Dictionary<string, SourceFile> _files = new(StringComparer.Ordinal);

    /// <summary>The files that tensors lie in, by the names that the model gives them.</summary>
    public IReadOnlyDictionary<string, SourceFile> Files => _files;

    /// <exception cref="Serialization.ModelFormatException">The place is outside of the model's folder or of the file.</exception>
    public TensorContent Find(TensorProto tensor, string name, long bytes)
    {
        string location = Entry(tensor, "location") ?? string.Empty;
        long offset = Number(tensor, name, "offset") ?? 0;
        if (Number(tensor, name, "length") is { } length && length != bytes)
        {
            throw Problem(name, $"takes {bytes} bytes, but {length} are named in '{Printable.Name(location)}'");
        }

        SourceFile file = Open(location, name);
        return offset <= file.Length && bytes <= file.Length - offset
            ? new FileContent(file, offset)
            : throw Problem(
                name, $"is to lie at byte {offset} of '{Printable.Name(location)}', {bytes} bytes long, but that file has {file.Length}");
    }

    public void Dispose()
    {
        foreach (SourceFile file in _files.Values)
        {
            file.Dispose();
        }
    }

    private SourceFile Open(string location, string name)
    {
        if (_files.TryGetValue(location, out SourceFile? known))
        {
            return known;
        }

        string[] parts = location.Split('/', '\\');
        if (location.Length == 0 || Path.IsPathRooted(location) || location.Contains(':') || location.Contains('\0')
            || parts.Any(part => part is "" or "." or ".."))
        {
            throw Problem(name, $"is to lie in '{Printable.Name(location)}', which is not within the model's folder; it is not read");
        }

        string path = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw Problem(name, $"is to lie in '{Printable.Name(location)}', which is a link; copy the file there instead");
            }
        }

        if (!File.Exists(path))
        {
            throw Problem(name, $"is to lie in '{Printable.Name(location)}', and there is no such file beside the model");
        }

        SourceFile file = SourceFile.Open(path);
        _files.Add(location, file);
        return file;
    }

    private long? Number(TensorProto tensor, string name, string key)
    {
        string? text = Entry(tensor, key);
        return text is null ? null : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Problem(name, $"has the {key} '{Printable.Name(text)}'");
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private Serialization.ModelFormatException Problem(string name, string problem)
        => Malformed.In(modelPath, $"its tensor '{Printable.Name(name)}' {problem}");
}
