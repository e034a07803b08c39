namespace NormSharp.Serialization;

/// <summary>
/// Writes a file so that, whatever happens (an exception, a killed process, a power cut), the path holds either the old
/// content or the whole new one.
/// </summary>
internal static class AtomicFile
{
    /// <summary>
    /// Lets <paramref name="write"/> fill a temporary file in the same folder, flushes it to the disk and renames it to
    /// <paramref name="path"/>.
    /// </summary>
    /// <param name="path">The file to create or to replace.</param>
    /// <param name="write">Writes the content; whatever it throws leaves the old file as it was.</param>
    /// <exception cref="FileWriteException">The file cannot be written; the message names the path and the reason.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, overwrite: true);

    /// <summary>The same, but never replaces a file.</summary>
    /// <exception cref="FileWriteException">The file cannot be written, or there is one.</exception>
    public static void WriteNew(string path, Action<Stream> write) => Write(path, write, overwrite: false);

    private static void Write(string path, Action<Stream> write, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string? temporary = null;
        try
        {
            TemporaryFile.Sweep(path);
            FileStream file = TemporaryFile.Create(path);
            try
            {
                temporary = file.Name;
                using var stream = new FileWriteStream(file);
                write(stream);
                stream.Flush(toDisk: true);
            }
            finally
            {
                Close(file);
            }

            File.Move(temporary, path, overwrite);
            temporary = null;
            FolderSync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && exception is not FileWriteException)
        {
            throw new FileWriteException(path, exception);
        }
        finally
        {
            if (temporary is not null)
            {
                TemporaryFile.TryDelete(temporary);
            }
        }
    }

    /// <summary>Closes a file. What is still buffered then could not be written before, which was said.</summary>
    private static void Close(FileStream file)
    {
        try
        {
            file.Dispose();
        }
        catch (Exception exception) when (exception is IOException or ArgumentOutOfRangeException)
        {
            // See above.
        }
    }
}
