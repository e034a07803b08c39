using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace NormSharp.Serialization;

/// <summary>
/// Files that stand beside a target until they are whole: <c>NAME.PROCESS-RANDOM.tmp</c>. The name cannot be guessed, and the file is
/// created only where nothing is, so that no link that somebody planted is followed. What a killed process left is removed by the next
/// that writes the same target.
/// </summary>
internal static partial class TemporaryFile
{
    /// <summary>The ending of temporary files and folders.</summary>
    public const string Extension = ".tmp";

    // Of the 255 bytes that a name may have, the ending takes 32, and one within another 64.
    private const int LongestName = 191;
    private const int PartOfName = 128;

    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>A name beside a target that nobody can guess.</summary>
    public static string NameFor(string target) => string.Create(
        CultureInfo.InvariantCulture,
        $"{StemOf(target)}.{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}{Extension}");

    /// <summary>Creates an empty file under such a name, open for nobody else.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static FileStream Create(string target) => new(NameFor(target), FileMode.CreateNew, FileAccess.Write, FileShare.None);

    /// <summary>Removes what killed processes left beside a target, files and folders; what cannot be removed stays.</summary>
    public static void Sweep(string target)
    {
        string start = Path.GetFileName(StemOf(target));
        Sweep(
            Path.GetDirectoryName(Path.GetFullPath(target))!,
            name => name.StartsWith(start, StringComparison.Ordinal) && Suffix().Match(name) is { Success: true } match
                && match.Index == start.Length
                    ? match
                    : null);
    }

    /// <summary>Removes what killed processes left in a folder, of whatever target; what cannot be removed stays.</summary>
    public static void SweepFolder(string folder)
        => Sweep(folder, name => Suffix().Match(name) is { Success: true } match ? match : null);

    /// <summary>Deletes a file that may be gone.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that brought us here is the one to report.
        }
    }

    /// <summary>Deletes a folder that may be gone, with all that is in it.</summary>
    public static void TryDeleteFolder(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }

    /// <summary>Deletes a file unless a process has it open, as one that lives has its locks.</summary>
    public static void TryDeleteUnused(string path)
    {
        try
        {
            if (File.Exists(path) && new FileInfo(path).LinkTarget is null)
            {
                RegularFile.ThrowIfOther(path);
                using var file = new FileStream(
                    path, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is in use, or gone.
        }
    }

    /// <summary>The target, or where its name leaves no room for the ending twice, a part of it and a digest.</summary>
    private static string StemOf(string target)
    {
        string name = Path.GetFileName(target);
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length <= LongestName)
        {
            return target;
        }

        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
        int kept = Math.Min(PartOfName, name.Length - 1);
        while (Encoding.UTF8.GetByteCount(name.AsSpan(0, kept)) > PartOfName || char.IsLowSurrogate(name[kept]))
        {
            kept--;
        }

        return string.Concat(target.AsSpan(0, target.Length - name.Length), name.AsSpan(0, kept), $"~{digest}");
    }

    private static void Sweep(string folder, Func<string, Match?> find)
    {
        try
        {
            foreach (string path in Directory.EnumerateFileSystemEntries(folder, $"*{Extension}").ToList())
            {
                if (find(Path.GetFileName(path)) is { } match)
                {
                    SweepOne(path, match.Groups[1].ValueSpan);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Rubbish that stays does no harm.
        }
    }

    private static void SweepOne(string path, ReadOnlySpan<char> process)
    {
        try
        {
            if (!IsAbandoned(path, process))
            {
                return;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is in use; the others may still be rubbish.
            return;
        }

        if (Directory.Exists(path))
        {
            TryDeleteFolder(path);
        }
        else
        {
            TryDelete(path);
        }
    }

    /// <summary>
    /// Its process has ended, or it is old; and nobody has it open, which a process on another machine with the same disk may.
    /// </summary>
    private static bool IsAbandoned(string path, ReadOnlySpan<char> process)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            return false;
        }

        bool isOver = !int.TryParse(process, CultureInfo.InvariantCulture, out int id) || !IsRunning(id)
            || DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > Abandoned;
        if (!isOver)
        {
            return false;
        }

        if (Directory.Exists(path))
        {
            return true;
        }

        RegularFile.ThrowIfOther(path);
        using var probe = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
        return true;
    }

    /// <summary>Whether this machine has a process of a number.</summary>
    public static bool IsRunning(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Once, or more often where what writes to a temporary path does so by a temporary file of its own.</summary>
    [GeneratedRegex(@"(?:\.(\d{1,10})-[0-9a-f]{16}\.tmp)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
}
