using System.ComponentModel;
using System.Runtime.InteropServices;

namespace NormSharp.Kernels.Tests.Guarded;

/// <summary>
/// Memory between pages that nobody may touch: an access beyond either end ends the process. A region lies at the end of its pages or at
/// their beginning; on the other side up to a page is left, which holds a pattern that is compared when the region is freed.
/// </summary>
internal sealed unsafe partial class GuardedRegion : IDisposable
{
    private const byte Pattern = 0xA5;

    /// <summary>Protected on either side: farther than a few rows of any operand of the walks.</summary>
    private const nuint Guard = 16 << 20;

    private readonly byte* _reserved;
    private readonly byte* _pages;
    private readonly nuint _pageBytes;
    private readonly nuint _bytes;

    /// <summary>Takes memory.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="atEnd">Whether the region ends with its pages; else it begins with them.</param>
    /// <param name="alignment">Of its beginning.</param>
    public GuardedRegion(nuint bytes, bool atEnd, nuint alignment)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        _bytes = bytes;
        _pageBytes = (bytes + page - 1) / page * page;
        _reserved = Reserve(_pageBytes + (2 * Guard));
        _pages = _reserved + Guard;
        Open(_pages, _pageBytes);
        Start = atEnd ? _pages + ((_pageBytes - bytes) / alignment * alignment) : _pages;
        new Span<byte>(_pages, checked((int)_pageBytes)).Fill(Pattern);
    }

    /// <summary>Whether this system has a way that is known here.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsWindows();

    /// <summary>The first byte.</summary>
    public byte* Start { get; }

    /// <summary>Throws if something was written between the region and the protected pages.</summary>
    public void Check()
    {
        var before = new ReadOnlySpan<byte>(_pages, (int)(Start - _pages));
        byte* end = Start + _bytes;
        var after = new ReadOnlySpan<byte>(end, (int)(_pages + _pageBytes - end));
        Assert.True(before.IndexOfAnyExcept(Pattern) < 0, "bytes before an operand or scratch memory were written");
        Assert.True(after.IndexOfAnyExcept(Pattern) < 0, "bytes after an operand or scratch memory were written");
    }

    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            VirtualFree(_reserved, 0, 0x8000);
        }
        else
        {
            _ = Unmap(_reserved, _pageBytes + (2 * Guard));
        }
    }

    private static byte* Reserve(nuint bytes)
    {
        const int PrivateAnonymousLinux = 0x02 | 0x20 | 0x4000;
        const int PrivateAnonymousMac = 0x02 | 0x1000;
        void* memory = OperatingSystem.IsWindows()
            ? VirtualAlloc(null, bytes, 0x2000, 0x01)
            : Map(null, bytes, 0, OperatingSystem.IsMacOS() ? PrivateAnonymousMac : PrivateAnonymousLinux, -1, 0);
        return memory == null || memory == (void*)-1
            ? throw new Win32Exception(Marshal.GetLastPInvokeError())
            : (byte*)memory;
    }

    private static void Open(byte* pages, nuint bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        bool open = OperatingSystem.IsWindows() ? VirtualAlloc(pages, bytes, 0x1000, 0x04) != null : Protect(pages, bytes, 3) == 0;
        if (!open)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial void* VirtualAlloc(void* address, nuint length, uint type, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool VirtualFree(void* address, nuint length, uint type);
}
