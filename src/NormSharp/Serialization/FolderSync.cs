using System.Runtime.InteropServices;
using System.Text;

namespace NormSharp.Serialization;

/// <summary>
/// Makes a rename durable: on Unix a folder is flushed like a file, which .NET has no call for. Windows journals renames itself.
/// </summary>
internal static class FolderSync
{
    /// <summary>Flushes a folder's entries to the disk where the system can; file systems that cannot are left alone.</summary>
    /// <param name="folder">An existing folder.</param>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open([.. Encoding.UTF8.GetBytes(folder), 0], 0);
        if (descriptor < 0)
        {
            return;
        }

        _ = Synchronize(descriptor);
        _ = Close(descriptor);
    }

#pragma warning disable SYSLIB1054 // Blittable arguments need no generated marshalling.
    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Synchronize(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
#pragma warning restore SYSLIB1054
}
