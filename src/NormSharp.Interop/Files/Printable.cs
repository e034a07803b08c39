using System.Globalization;
using System.Text;

namespace NormSharp.Interop.Files;

/// <summary>
/// Text out of other people's files, made safe for a terminal: control characters, line ends, direction marks and broken surrogates
/// are spelled out, and long texts are cut.
/// </summary>
internal static class Printable
{
    private const int MessageLimit = 1000;
    private const int NameLimit = 120;

    /// <summary>A whole message in one line.</summary>
    public static string Message(string text) => Of(text, MessageLimit);

    /// <summary>A name or value that is quoted within a message.</summary>
    public static string Name(string text) => Of(text, NameLimit);

    private static string Of(string text, int limit)
    {
        if (text.Length <= limit && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var result = new StringBuilder();
        for (int i = 0; i < text.Length && result.Length < limit;)
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

        return result.Length < limit ? result.ToString() : result.Append('…').ToString();
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned);
}
