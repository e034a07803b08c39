using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace NormSharp.Serialization;

/// <summary>
/// Opens files to read them, and nothing else: a named pipe would wait for ever, a device need have no end. Lengths are those at opening,
/// so that a file which grows meanwhile ends too.
/// </summary>
internal static class RegularFile
{
    // O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC: without the second, opening a pipe waits for somebody to write into it.
    private const int OpenLinux = 0x0 | 0x800 | 0x100 | 0x80000;
    private const int OpenMac = 0x0 | 0x4 | 0x20000 | 0x1000000;

    /// <summary>Opens a file for reading at any place.</summary>
    /// <exception cref="IOException">There is no such file, it may not be read, or it is a pipe or a device.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static SafeFileHandle OpenHandle(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle handle = Open(path);
        try
        {
            _ = RandomAccess.GetLength(handle);
            return handle;
        }
        catch (NotSupportedException exception)
        {
            handle.Dispose();
            throw new IOException("is a pipe or a device, expected a file", exception);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for reading from its start.</summary>
    /// <inheritdoc cref="OpenHandle" path="/exception"/>
    public static FileStream OpenRead(string path)
    {
        SafeFileHandle handle = OpenHandle(path);
        try
        {
            return new FileStream(handle, FileAccess.Read);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Throws where something stands under a path that is no file: what opens it to write might wait for ever.</summary>
    /// <exception cref="IOException">It is a pipe or a device, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a folder, or may not be read.</exception>
    public static void ThrowIfOther(string path)
    {
        if (Path.Exists(path))
        {
            OpenHandle(path).Dispose();
        }
    }

    /// <summary>All of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">A larger one is refused.</param>
    /// <exception cref="IOException">It cannot be read, or holds more bytes.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static byte[] ReadAllBytes(string path, long most)
    {
        using SafeFileHandle handle = OpenHandle(path);
        long length = RandomAccess.GetLength(handle);
        if (length > Math.Min(most, Array.MaxLength))
        {
            throw new IOException($"holds {length} bytes, and at most {Math.Min(most, Array.MaxLength)} are read");
        }

        byte[] bytes = new byte[length];
        int filled = 0;
        while (filled < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(filled), filled) is > 0 and int read)
        {
            filled += read;
        }

        return filled == bytes.Length ? bytes : bytes[..filled];
    }

    private static SafeFileHandle Open(string path)
    {
        if (path.Contains('\0'))
        {
            throw new IOException("holds a NUL, which no name has");
        }

        if ((OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) && !Directory.Exists(path))
        {
            int descriptor = Open([.. Encoding.UTF8.GetBytes(path), 0], OperatingSystem.IsLinux() ? OpenLinux : OpenMac);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }
        }

        // Says in .NET's words what is wrong.
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
    }

#pragma warning disable SYSLIB1054 // Blittable arguments need no generated marshalling.
    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
#pragma warning restore SYSLIB1054
}
