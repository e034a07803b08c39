using System.Runtime.InteropServices;
using System.Text;

namespace NormSharp.Backends;

/// <summary>Asks the operating system what the processor is called.</summary>
internal static class ProcessorName
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static string Read()
    {
        string? name = null;
        if (OperatingSystem.IsLinux())
        {
            name = FromCpuInfo();
        }
        else if (OperatingSystem.IsMacOS())
        {
            name = FromSystemControl();
        }
        else if (OperatingSystem.IsWindows())
        {
            name = Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        }

        return string.IsNullOrWhiteSpace(name) ? RuntimeInformation.ProcessArchitecture.ToString() : name.Trim();
    }

    private static string? FromCpuInfo()
    {
        try
        {
            return File.ReadLines(CpuInfo)
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?
                .Split(':', 2)[1];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? FromSystemControl()
    {
        byte[] name = new byte[256];
        nuint length = (nuint)name.Length;
        byte[] key = [.. "machdep.cpu.brand_string"u8, 0];
        return SystemControl(key, name, ref length, 0, 0) == 0 && length > 1
            ? Encoding.UTF8.GetString(name, 0, (int)length - 1)
            : null;
    }

#pragma warning disable SYSLIB1054 // Blittable arguments need no generated marshalling.
    [DllImport("libc", EntryPoint = "sysctlbyname")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SystemControl(byte[] name, byte[] value, ref nuint length, nint newValue, nuint newLength);
#pragma warning restore SYSLIB1054
}
