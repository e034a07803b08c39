using System.Globalization;
using System.Text;
using NormSharp.Primitives;

namespace NormSharp.Cli.Screens;

/// <summary>One word of a command line for a POSIX shell.</summary>
internal static class PosixWord
{
    private const string Harmless = "_@%+=:,./-";

    /// <summary>
    /// As it stands where that is harmless; else in single quotes, in which nothing is special. Control characters, which a terminal
    /// could act on while they are pasted, are spelled out in <c>$'…'</c> (POSIX.1-2024; a shell that does not know it takes them for
    /// letters).
    /// </summary>
    public static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || Harmless.Contains(c)) ? argument
        : Printable.IsPlain(argument) ? $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'"
        : $"$'{string.Concat(argument.EnumerateRunes().Select(Spelled))}'";

    private static string Spelled(Rune rune) => rune.Value is '\'' or '\\' ? $"\\{rune}"
        : Printable.IsShown(rune) ? rune.ToString()
        : string.Concat(Encoding.UTF8.GetBytes(rune.ToString()).Select(Octal));

    private static string Octal(byte value)
        => string.Create(CultureInfo.InvariantCulture, $"\\{value >> 6}{(value >> 3) & 7}{value & 7}");
}
