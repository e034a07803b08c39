using NormSharp.Primitives;

namespace NormSharp.Serialization;

/// <summary>A file could not be written: the disk is full, the folder is read-only, or the device failed.</summary>
internal sealed class FileWriteException : IOException
{
    // errno ENOSPC, EROFS and EDQUOT as .NET reports them on Unix, and ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private const int NoSpaceUnix = 28;
    private const int ReadOnlyUnix = 30;
    private const int QuotaLinux = 122;
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullWindows = unchecked((int)0x80070027);

    /// <summary>Says which file could not be written and why.</summary>
    /// <param name="path">The file that was to be written.</param>
    /// <param name="innerException">What the operating system said.</param>
    public FileWriteException(string path, Exception innerException)
        : base(Printable.Line($"{path}: cannot write: {Reason(innerException)}"), innerException)
    {
        Path = path;
        HResult = innerException.HResult;
    }

    /// <summary>The file that was to be written.</summary>
    public string Path { get; }

    private static string Reason(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "no permission (the folder or file is read-only, or belongs to another user)",
        DirectoryNotFoundException => "the folder does not exist",
        IOException { HResult: NoSpaceUnix or DiskFullWindows or HandleDiskFullWindows } => "the disk is full",
        IOException { HResult: ReadOnlyUnix } => "the file system is read-only",
        IOException { HResult: QuotaLinux } => "the disk quota is used up",
        _ => exception.Message.ReplaceLineEndings(" "),
    };
}
