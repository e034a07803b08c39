namespace NormSharp.Kernels.Machine;

/// <summary>Asks the operating system for the sizes of the caches.</summary>
internal static class CacheReader
{
    /// <summary>The sizes, or nothing where the operating system does not tell them.</summary>
    public static CacheSizes? Read()
    {
        try
        {
            IEnumerable<CacheLevel> levels =
                OperatingSystem.IsLinux() ? LinuxCaches.Read(LinuxCaches.Folder)
                : OperatingSystem.IsMacOS() ? MacCaches.Read()
                : OperatingSystem.IsWindows() ? WindowsCaches.Read()
                : [];
            return CacheSizes.Of(levels, CacheSizes.Nominal(WidestVector.Lanes));
        }
        catch (Exception failure) when (
            failure is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            // Sizes only make plans better: a machine that hides them is planned for by the width of its vectors.
            return null;
        }
    }
}
