using System.IO.Compression;
using NormSharp.Interop.Comparison;
using NormSharp.Interop.Files;
using NormSharp.Serialization;

namespace NormSharp.Interop.Onnx.Suites;

/// <summary>Tests in the layout of the ONNX backend tests: a folder or a zip archive of folders.</summary>
internal static class OnnxSuite
{
    // Files of one test together: what packs better than this is made to fill disks.
    private const long MostUnpacked = 256L << 20;
    private const long MostRatio = 64;

    /// <summary>Runs all tests, in the order of their names.</summary>
    /// <param name="path">A folder of tests, the folder of one test, or a zip archive of either.</param>
    /// <param name="tolerance">For real numbers.</param>
    /// <exception cref="NormSharpException">There is no such folder or archive, or no test in it, or it is damaged.</exception>
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
        if (Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories).FirstOrDefault(UnicodeName.IsBroken) is { } other)
        {
            throw new NormSharpException($"{Printable.Line(other)}: its name is no UTF-8, so it cannot be opened; rename it");
        }

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
        Dictionary<string, List<ZipArchiveEntry>> tests = Tests(path, archive);
        ThrowIfNone(path, tests.Count);
        foreach ((string test, List<ZipArchiveEntry> entries) in tests.OrderBy(test => test.Key, StringComparer.Ordinal))
        {
            using var folder = ScratchFolder.Create();
            Extract(path, test, entries, folder.Path);
            yield return OnnxTestFolder.Run(test.TrimEnd('/'), folder.Path, tolerance);
        }
    }

    /// <summary>What an archive holds of each test, by the test's folder.</summary>
    private static Dictionary<string, List<ZipArchiveEntry>> Tests(string path, ZipArchive archive)
    {
        var tests = new Dictionary<string, List<ZipArchiveEntry>>(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (entry.FullName.EndsWith($"/{OnnxTestFolder.Model}", StringComparison.Ordinal)
                && !tests.TryAdd(entry.FullName[..^OnnxTestFolder.Model.Length], []))
            {
                throw Malformed.In(path, $"holds '{Printable.Name(entry.FullName)}' twice");
            }
        }

        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (TestOf(entry.FullName, tests) is { } test)
            {
                tests[test].Add(entry);
            }
        }

        return tests;
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

    private static void Extract(string path, string test, List<ZipArchiveEntry> entries, string folder)
    {
        try
        {
            // An entry may claim more packed bytes than the archive has.
            long whole = new FileInfo(path).Length;
            long packed = Math.Min(whole, entries.Sum(entry => Math.Clamp(entry.CompressedLength, 0, whole)));
            long left = Math.Max(MostUnpacked, MostRatio * packed);
            foreach (ZipArchiveEntry entry in entries)
            {
                left -= Extract(entry, entry.FullName[test.Length..], folder, left);
            }
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException)
        {
            throw Malformed.In(path, $"holds files of '{Printable.Name(test)}' that cannot be unpacked: {ErrorLine.Of(error)}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NormSharpException(
                $"{path}: '{Printable.Name(test)}' cannot be unpacked to {folder}: {ErrorLine.Of(error)}", error);
        }
    }

    /// <summary>Writes the model or a tensor of a data set; nothing else of an archive, and nothing outside the folder.</summary>
    /// <returns>The bytes written.</returns>
    private static long Extract(ZipArchiveEntry entry, string name, string folder, long most)
    {
        string[] parts = name.Split('/');
        bool isModel = parts is [OnnxTestFolder.Model];
        bool isTensor = parts is [var set, var file] && set.StartsWith(OnnxTestFolder.DataSets, StringComparison.Ordinal)
            && set.AsSpan(OnnxTestFolder.DataSets.Length).IndexOfAnyExceptInRange('0', '9') < 0
            && file.EndsWith(".pb", StringComparison.Ordinal) && file.AsSpan().IndexOfAny('\\', ':', '\0') < 0;
        if (!isModel && !isTensor)
        {
            return 0;
        }

        string target = Path.Combine([folder, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (File.Exists(target))
        {
            throw new InvalidDataException($"{Printable.Name(name)} stands there twice");
        }

        // What an entry claims is judged first; it may also claim less than it holds.
        ThrowIfAbove(entry.Length, most);
        using Stream packed = entry.Open();
        using var plain = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        byte[] buffer = new byte[81920];
        for (int read; (read = packed.Read(buffer)) > 0;)
        {
            plain.Write(buffer.AsSpan(0, read));
            ThrowIfAbove(plain.Position, most);
        }

        return plain.Position;
    }

    private static void ThrowIfAbove(long bytes, long most)
    {
        if (bytes > most)
        {
            throw new InvalidDataException(
                $"they are larger than {MostUnpacked >> 20} MB and {MostRatio} times what they are packed");
        }
    }

    private static ZipArchive Open(string path)
    {
        FileStream? stream = null;
        try
        {
            stream = RegularFile.OpenRead(path);
            var archive = new ZipArchive(stream);
            _ = archive.Entries.Count; // The list is read here, and judged.
            return archive;
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException or ArgumentException or OverflowException)
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
