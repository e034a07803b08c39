namespace NormSharp.Serialization;

/// <summary>
/// Writes a file so that, whatever happens (an exception, a killed process, a power cut), the path holds either the old
/// content or the whole new one.
/// </summary>
internal static class AtomicFile
{
    /// <summary>The ending of the temporary files; one that is found later was left by a process that was killed.</summary>
    public const string TemporaryExtension = ".tmp";

    /// <summary>
    /// Lets <paramref name="write"/> fill a temporary file in the same folder, flushes it to the disk and renames it to
    /// <paramref name="path"/>.
    /// </summary>
    /// <param name="path">The file to create or to replace.</param>
    /// <param name="write">Writes the content; whatever it throws leaves the old file as it was.</param>
    /// <exception cref="FileWriteException">The file cannot be written; the message names the path and the reason.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string temporary = $"{path}.{Environment.ProcessId}{TemporaryExtension}";
        bool renamed = false;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            renamed = true;
            FolderSync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && exception is not FileWriteException)
        {
            throw new FileWriteException(path, exception);
        }
        finally
        {
            if (!renamed)
            {
                TryDelete(temporary);
            }
        }
    }

    private static void TryDelete(string path)
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
}
