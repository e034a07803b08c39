using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
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

    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>A name beside a target that nobody can guess.</summary>
    public static string NameFor(string target) => string.Create(
        CultureInfo.InvariantCulture,
        $"{target}.{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}{Extension}");

    /// <summary>Creates an empty file under such a name, open for nobody else.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static FileStream Create(string target) => new(NameFor(target), FileMode.CreateNew, FileAccess.Write, FileShare.None);

    /// <summary>Removes what killed processes left beside a target; what cannot be removed stays.</summary>
    public static void Sweep(string target)
    {
        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
            foreach (string path in Directory.EnumerateFiles(folder, $"*{Extension}").ToList())
            {
                if (Path.GetFileName(path) is var name && name.StartsWith(Path.GetFileName(target) + ".", StringComparison.Ordinal)
                    && Suffix().Match(name[Path.GetFileName(target).Length..]) is { Success: true } match
                    && IsAbandoned(path, match.Groups[1].ValueSpan))
                {
                    TryDelete(path);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Rubbish that stays does no harm.
        }
    }

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

        using var probe = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
        return true;
    }

    private static bool IsRunning(int id)
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

    [GeneratedRegex(@"^\.(\d{1,10})-[0-9a-f]{16}\.tmp$", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
}
