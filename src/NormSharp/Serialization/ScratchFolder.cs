using System.Globalization;

namespace NormSharp.Serialization;

/// <summary>
/// A folder of its own among the system's temporary files, gone when it is disposed. Those of killed processes are removed when the next is
/// made: their process has ended, and nobody holds the lock in them.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = "normsharp-";
    private const string LockName = ".in-use";

    private readonly FileStream _lock;

    private ScratchFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes an empty one.</summary>
    /// <exception cref="FileWriteException">There is no room for one.</exception>
    public static ScratchFolder Create()
    {
        Sweep();
        try
        {
            string path = Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName;
            return new ScratchFolder(
                path, new FileStream(System.IO.Path.Combine(path, LockName), FileMode.CreateNew, FileAccess.Write, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(System.IO.Path.GetTempPath(), exception);
        }
    }

    /// <summary>Removes the folder with all that is in it.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        TemporaryFile.TryDeleteFolder(Path);
    }

    private static void Sweep()
    {
        try
        {
            foreach (string path in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), $"{Prefix}*-*").ToList())
            {
                string number = System.IO.Path.GetFileName(path)[Prefix.Length..].Split('-')[0];
                if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int process)
                    && !TemporaryFile.IsRunning(process) && new DirectoryInfo(path).LinkTarget is null)
                {
                    RemoveUnused(path);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Rubbish that stays does no harm.
        }
    }

    private static void RemoveUnused(string path)
    {
        string held = System.IO.Path.Combine(path, LockName);
        TemporaryFile.TryDeleteUnused(held);
        if (!File.Exists(held))
        {
            TemporaryFile.TryDeleteFolder(path);
        }
    }
}
