using NormSharp.Serialization;

namespace NormSharp.Studies.Files;

/// <summary>A folder that results will be written to.</summary>
internal static class WritableFolder
{
    /// <summary>Makes the folder, and finds out whether it can be written to before any work is done.</summary>
    /// <exception cref="FileWriteException">It cannot.</exception>
    public static void Prepare(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(folder, exception);
        }

        // Of one name, so that what a killed process left is removed by the next.
        string probe = Path.Combine(folder, ".probe");
        AtomicFile.Write(probe, _ => { });
        TemporaryFile.TryDelete(probe);
    }
}
