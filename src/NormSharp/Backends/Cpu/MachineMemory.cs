using System.Globalization;

namespace NormSharp.Backends;

/// <summary>How much memory this machine has to give.</summary>
internal static class MachineMemory
{
    private const string Linux = "/proc/meminfo";

    /// <summary>
    /// Bytes that are free, or can be freed from file caches, now: by the system on Linux, elsewhere all that the process may have. A limit
    /// on the container counts everywhere.
    /// </summary>
    public static long Free
    {
        get
        {
            long allowed = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            try
            {
                return File.Exists(Linux) && Available(File.ReadLines(Linux)) is { } free ? Math.Min(free, allowed) : allowed;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return allowed;
            }
        }
    }

    /// <summary>The line "MemAvailable: 123 kB" in bytes, or null.</summary>
    internal static long? Available(IEnumerable<string> lines)
    {
        string? line = lines.FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, { } number, "kB"]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes)
            ? kilobytes << 10
            : null;
    }
}
