using System.Text.Unicode;

namespace NormSharp.Cli.CommandLine;

/// <summary>The arguments of this process before .NET made text of them.</summary>
internal static class RawArguments
{
    private const string LinuxFile = "/proc/self/cmdline";
    private const char Replacement = '\uFFFD';

    /// <summary>The first argument in which bytes that are no UTF-8 were replaced; null where there is none.</summary>
    public static string? FirstBroken(IReadOnlyList<string> arguments)
    {
        // One that holds the replacement character itself is as good as any.
        string? suspect = arguments.FirstOrDefault(argument => argument.Contains(Replacement));
        return suspect is not null && !IsWhole() ? suspect : null;
    }

    private static bool IsWhole()
    {
        try
        {
            return !File.Exists(LinuxFile) || Utf8.IsValid(File.ReadAllBytes(LinuxFile));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
