using NormSharp.Primitives;

namespace NormSharp.Cli.Screens;

/// <summary>One word of a command line for the shells of Windows.</summary>
internal static class WindowsWord
{
    /// <summary>In double quotes unless it is harmless; names there hold neither quotes nor control characters.</summary>
    public static string Quote(string argument)

        => argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "_:,./\\-".Contains(c))
        ? argument
        : $"\"{Printable.Text(argument).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
