using System.Collections.Frozen;
using System.Text;

namespace NormSharp.Cli.Localization;

/// <summary>
/// A file of translations as gettext and its editors have them: <c>msgid</c> and the English text, <c>msgstr</c> and the other; what stands
/// in further quotes below belongs to it.
/// </summary>
internal static class PoFile
{
    private const string Key = "msgid ";
    private const string Value = "msgstr ";

    /// <summary>The texts of an embedded file, by the English ones.</summary>
    public static FrozenDictionary<string, string> Read(string resource)
    {
        using Stream stream = typeof(PoFile).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not in the program");
        using var reader = new StreamReader(stream);
        return Parse(reader).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The texts of a file.</summary>
    /// <exception cref="FormatException">It holds another line, or one English text twice.</exception>
    internal static Dictionary<string, string> Parse(TextReader reader)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var key = new StringBuilder();
        var value = new StringBuilder();
        StringBuilder current = value;
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.StartsWith(Key, StringComparison.Ordinal))
            {
                Add();
                current = key.Append(Unquoted(line[Key.Length..], number));
            }
            else if (line.StartsWith(Value, StringComparison.Ordinal))
            {
                current = value.Append(Unquoted(line[Value.Length..], number));
            }
            else if (line.StartsWith('"'))
            {
                current.Append(Unquoted(line, number));
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                throw new FormatException($"line {number} is '{line}', expected msgid, msgstr, a text in quotes or a comment");
            }
        }

        Add();
        return texts;

        void Add()
        {
            if (key.Length > 0 && !texts.TryAdd(key.ToString(), value.ToString()))
            {
                throw new FormatException($"'{key}' stands there twice");
            }

            key.Clear();
            value.Clear();
        }
    }

    private static string Unquoted(string text, int number) => text.Length >= 2 && text[0] == '"' && text[^1] == '"'
        ? text[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
        : throw new FormatException($"line {number} has no text in quotes");
}
