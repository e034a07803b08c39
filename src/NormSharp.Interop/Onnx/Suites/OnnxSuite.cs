using System.IO.Compression;
using NormSharp.Interop.Comparison;
using NormSharp.Interop.Files;
using NormSharp.Serialization;

namespace NormSharp.Interop.Onnx.Suites;

/// <summary>Tests in the layout of the ONNX backend tests: a folder or a zip archive of folders.</summary>
internal static class OnnxSuite
{
    /// <summary>Runs all tests, in the order of their names.</summary>
    /// <param name="path">A folder of tests, the folder of one test, or a zip archive of either.</param>
    /// <param name="tolerance">For real numbers.</param>
    /// <exception cref="NormSharpException">There is no such folder or archive, or no test in it.</exception>
    public static IEnumerable<OnnxTestResult> Run(string path, Tolerance tolerance)
    {
        if (!Path.Exists(path))
        {
            throw new NormSharpException($"{path}: no such folder or archive of tests");
        }

        return Directory.Exists(path) ? OfFolder(path, tolerance) : OfArchive(path, tolerance);
    }

    private static IEnumerable<OnnxTestResult> OfFolder(string path, Tolerance tolerance)
    {
        string[] folders = [.. Directory.GetFiles(path, OnnxTestFolder.Model, SearchOption.AllDirectories)
            .Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal)];
        ThrowIfNone(path, folders.Length);
        foreach (string folder in folders)
        {
            string name = Path.GetRelativePath(path, folder);
            yield return OnnxTestFolder.Run(name == "." ? Path.GetFileName(Path.GetFullPath(folder)) : name, folder, tolerance);
        }
    }

    private static IEnumerable<OnnxTestResult> OfArchive(string path, Tolerance tolerance)
    {
        using ZipArchive archive = Open(path);
        Dictionary<string, List<ZipArchiveEntry>> tests = archive.Entries
            .Where(entry => entry.FullName.EndsWith($"/{OnnxTestFolder.Model}", StringComparison.Ordinal))
            .ToDictionary(
                entry => entry.FullName[..^OnnxTestFolder.Model.Length], _ => new List<ZipArchiveEntry>(), StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (TestOf(entry.FullName, tests) is { } test)
            {
                tests[test].Add(entry);
            }
        }

        ThrowIfNone(path, tests.Count);
        foreach ((string test, List<ZipArchiveEntry> entries) in tests.OrderBy(test => test.Key, StringComparer.Ordinal))
        {
            string folder = Directory.CreateTempSubdirectory("normsharp-suite-").FullName;
            try
            {
                foreach (ZipArchiveEntry entry in entries)
                {
                    Extract(entry, entry.FullName[test.Length..], folder);
                }

                yield return OnnxTestFolder.Run(test.TrimEnd('/'), folder, tolerance);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static string? TestOf(string name, Dictionary<string, List<ZipArchiveEntry>> tests)
    {
        for (int slash = name.LastIndexOf('/'); slash > 0; slash = name.LastIndexOf('/', slash - 1))
        {
            if (tests.ContainsKey(name[..(slash + 1)]))
            {
                return name[..(slash + 1)];
            }
        }

        return null;
    }

    /// <summary>Writes the model or a tensor of a data set; nothing else of an archive, and nothing outside the folder.</summary>
    private static void Extract(ZipArchiveEntry entry, string name, string folder)
    {
        string[] parts = name.Split('/');
        bool isModel = parts is [OnnxTestFolder.Model];
        bool isTensor = parts is [var set, var file] && set.StartsWith(OnnxTestFolder.DataSets, StringComparison.Ordinal)
            && set.AsSpan(OnnxTestFolder.DataSets.Length).IndexOfAnyExceptInRange('0', '9') < 0
            && file.EndsWith(".pb", StringComparison.Ordinal) && file.IndexOfAny(['\\', ':']) < 0;
        if (isModel || isTensor)
        {
            string target = Path.Combine([folder, .. parts]);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            entry.ExtractToFile(target);
        }
    }

    private static ZipArchive Open(string path)
    {
        FileStream? stream = null;
        try
        {
            stream = RegularFile.OpenRead(path);
            return new ZipArchive(stream);
        }
        catch (InvalidDataException error)
        {
            stream?.Dispose();
            throw Malformed.In(path, "is no zip archive of tests, or damaged", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NormSharpException($"{path}: cannot be read: {ErrorLine.Of(error)}", error);
        }
    }

    private static void ThrowIfNone(string path, int count)
    {
        if (count == 0)
        {
            throw new NormSharpException($"{path}: holds no test, which is a folder with {OnnxTestFolder.Model} and "
                + $"{OnnxTestFolder.DataSets}0");
        }
    }
}
