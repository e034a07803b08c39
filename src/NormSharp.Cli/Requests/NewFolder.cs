using NormSharp.Serialization;

namespace NormSharp.Cli.Requests;

/// <summary>Folders that appear under their name when all their files are written, without ever replacing one.</summary>
internal static class NewFolder
{
    /// <summary>Makes a folder. What a killed process left of it before is removed.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="fill">Writes the files into the temporary folder that it is given.</param>
    /// <exception cref="FileWriteException">It cannot be written, or there is one by now.</exception>
    public static void Write(string path, Action<string> fill)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string temporary = TemporaryFile.NameFor(target);
        try
        {
            TemporaryFile.Sweep(target);
            Directory.CreateDirectory(temporary);
            fill(temporary);
            Directory.Move(temporary, target);
            FolderSync.Flush(Path.GetDirectoryName(target)!);
        }
        catch (Exception exception) when (exception is FileWriteException or IOException or UnauthorizedAccessException)
        {
            TemporaryFile.TryDeleteFolder(temporary);
            throw new FileWriteException(path, exception is FileWriteException { InnerException: { } inner } ? inner : exception);
        }
        catch
        {
            TemporaryFile.TryDeleteFolder(temporary);
            throw;
        }
    }
}
