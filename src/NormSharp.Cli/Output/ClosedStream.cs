namespace NormSharp.Cli.Output;

/// <summary>
/// Tells whether a standard stream was closed when the process began. The runtime opens pipes of its own, and the first free numbers are
/// then those of the closed streams: what is printed would reach the runtime.
/// </summary>
internal static class ClosedStream
{
    private const string Folder = "/proc/self/fd";
    private const string Facts = "/proc/self/fdinfo";
    private const string Flags = "flags:";

    /// <summary>Whether the stream of a number, 1 or 2, is a pipe that this process has for itself. Known on Linux alone.</summary>
    public static bool IsClosed(int number)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            // Of a pipe to another process there are writing ends here, however many; of one of its own also the reading end.
            return Target(number) is { } own && own.StartsWith("pipe:", StringComparison.Ordinal)
                && Directory.EnumerateFiles(Folder)
                    .Any(path => int.TryParse(Path.GetFileName(path), out int other) && Target(other) == own && IsReadingEnd(other));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The last octal digit of the flags is 0 for reading, 1 for writing, 2 for both.</summary>
    private static bool IsReadingEnd(int number)
    {
        try
        {
            return File.ReadLines($"{Facts}/{number}")
                .FirstOrDefault(line => line.StartsWith(Flags, StringComparison.Ordinal)) is [.., '0' or '4'];
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string? Target(int number)
    {
        try
        {
            return new FileInfo($"{Folder}/{number}").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
