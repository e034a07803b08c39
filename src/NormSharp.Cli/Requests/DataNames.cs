using NormSharp.Data;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>Short names of data sets, for files and folders.</summary>
internal static class DataNames
{
    /// <summary>The name itself, or the last part of a path, in letters that every file system takes.</summary>
    public static string ShortOf(string nameOrPath)
    {
        string name = DataSets.Names.Contains(nameOrPath)
            ? nameOrPath
            : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(nameOrPath)));
        return Safe(name);
    }

    /// <summary>A text in letters that every file system takes, the others as hyphens.</summary>
    public static string Safe(string text)
    {
        string safe = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('.', '-');
        return safe.Length == 0 ? "data" : safe;
    }

    /// <summary>The classes that a run was trained on, where the data is what it was trained on; null for all.</summary>
    public static IReadOnlyList<int>? ClassesFor(string data, RunFolder? run) =>
        run is not null && RunOrigin.DataOf(run) == ToKeep(data) ? RunOrigin.ClassesOf(run) : null;

    /// <summary>A name as it stands; a path in full, so that it can be found from another folder.</summary>
    public static string ToKeep(string nameOrPath) => DataSets.Names.Contains(nameOrPath) ? nameOrPath : Path.GetFullPath(nameOrPath);
}
