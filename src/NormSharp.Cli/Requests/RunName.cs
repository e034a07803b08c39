using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>Names of run folders that the program chooses: no two processes get the same.</summary>
internal sealed class RunName : IDisposable
{
    private const string Root = "runs";

    private readonly FileStream? _claim;

    private RunName(string path, FileStream? claim) => (Path, _claim) = (path, claim);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>A name that the user chose.</summary>
    public static RunName Given(string path) => new(path, null);

    /// <summary>
    /// The first free <c>runs/MODEL-DATA-N</c>. The folder is made at once, with a file in it that only one process can make; that one has
    /// the name. Where nothing else is written into the folder it goes away again.
    /// </summary>
    /// <exception cref="NormSharpException">The folder cannot be made.</exception>
    public static RunName Fresh(string model, string data)
    {
        string stem = System.IO.Path.Combine(Root, $"{model}-{DataNames.ShortOf(data)}");
        for (int number = 1; ; number++)
        {
            string path = $"{stem}-{number}";
            SweepAbandoned(path);
            if (!System.IO.Path.Exists(path) && Claim(path) is { } claim)
            {
                return new RunName(path, claim);
            }
        }
    }

    /// <summary>Lets go of the name; an empty folder is removed.</summary>
    public void Dispose()
    {
        if (_claim is null)
        {
            return;
        }

        _claim.Dispose();
        try
        {
            Directory.Delete(Path);
        }
        catch (IOException)
        {
            // There is a run in it.
        }
    }

    /// <summary>Removes a folder in which a killed process wrote nothing but its claim.</summary>
    private static void SweepAbandoned(string path)
    {
        try
        {
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).ToList() is [var only]
                && System.IO.Path.GetFileName(only) == RunFolder.ClaimName)
            {
                TemporaryFile.TryDeleteUnused(only);
                Directory.Delete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody has it; the next number is as good.
        }
    }

    private static FileStream? Claim(string path)
    {
        string file = System.IO.Path.Combine(path, RunFolder.ClaimName);
        try
        {
            Directory.CreateDirectory(path);
            var claim = new FileStream(
                file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            if (Directory.EnumerateFileSystemEntries(path).Count() == 1)
            {
                return claim;
            }

            // Another process had it, and has begun its run or is done with it.
            claim.Dispose();
            return null;
        }
        catch (IOException) when (File.Exists(file) || Directory.Exists(path))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(path, exception);
        }
    }
}
