using System.Runtime.InteropServices;

namespace NormSharp.Kernels.Machine;

/// <summary>The caches of a core as macOS tells them by <c>sysctl</c>; of a fast core where there are two kinds.</summary>
internal static partial class MacCaches
{
    /// <summary>Reads each level.</summary>
    public static List<CacheLevel> Read()
    {
        int line = (int)Ask("hw.cachelinesize");
        int cores = (int)Math.Max(1, Ask("hw.logicalcpu"));
        int sharers = (int)Math.Max(1, Ask("hw.perflevel0.cpusperl2"));
        return
        [
            new CacheLevel(1, Either("hw.perflevel0.l1dcachesize", "hw.l1dcachesize"), 1, line),
            new CacheLevel(2, Either("hw.perflevel0.l2cachesize", "hw.l2cachesize"), sharers, line),
            new CacheLevel(3, Ask("hw.l3cachesize"), cores, line),
        ];
    }

    private static long Either(string first, string second) => Ask(first) is > 0 and long bytes ? bytes : Ask(second);

    /// <summary>A number by its name; 0 where the system does not know it.</summary>
    private static unsafe long Ask(string name)
    {
        // The system writes 4 or 8 bytes; the upper half stays 0, as every Mac stores the low bytes first.
        long value = 0;
        nuint length = sizeof(long);
        return SysctlByName(name, &value, &length, null, 0) == 0 ? value : 0;
    }

    [LibraryImport("libSystem.dylib", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int SysctlByName(string name, void* old, nuint* oldLength, void* replacement, nuint replacementLength);
}
