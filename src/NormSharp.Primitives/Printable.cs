using System.Globalization;
using System.Text;

namespace NormSharp.Primitives;

/// <summary>
/// Text of other people (names in files, paths, messages of other libraries) made safe for a terminal or a page: control characters,
/// line ends, direction marks and broken surrogates are spelled out. The long ones are cut where a limit is meant.
/// </summary>
internal static class Printable
{
    private const int LineLimit = 8000;
    private const int MessageLimit = 1000;
    private const int NameLimit = 120;

    /// <summary>The message of an exception, in one line; only a monstrous one is cut.</summary>
    public static string Line(string text) => Of(text, LineLimit);

    /// <summary>What is wrong with a file, in one line.</summary>
    public static string Message(string text) => Of(text, MessageLimit);

    /// <summary>A name or value that is quoted within a message.</summary>
    public static string Name(string text) => Of(text, NameLimit);

    /// <summary>A text of any length.</summary>
    public static string Text(string text) => Of(text, int.MaxValue);

    /// <summary>A text of several lines.</summary>
    public static string Lines(string text) => text.Contains('\n') ? string.Join('\n', text.Split('\n').Select(Text)) : Text(text);

    /// <summary>Whether a text stands for itself: nothing in it is spelled out.</summary>
    public static bool IsPlain(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune) || !IsShown(rune))
            {
                return false;
            }

            i += rune.Utf16SequenceLength;
        }

        return true;
    }

    /// <summary>Whether a character may reach a terminal as it is.</summary>
    public static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned);

    private static string Of(string text, int limit)
    {
        if (text.Length <= limit && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var result = new StringBuilder();
        int i = 0;
        while (i < text.Length && result.Length < limit)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
                i++;
                continue;
            }

            i += rune.Utf16SequenceLength;
            if (IsShown(rune))
            {
                result.Append(rune.ToString());
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            }
        }

        return i < text.Length ? result.Append('…').ToString() : result.ToString();
    }
}
