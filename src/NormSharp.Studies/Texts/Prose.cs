using System.Text;

namespace NormSharp.Studies.Texts;

/// <summary>
/// Lines of prose in Markdown: how wide they are, where they may end, and how they are put together again. A line has at most 100
/// columns; a wide character (Chinese, full-width punctuation) takes two. Tables, headings, pictures and code are not wrapped.
/// </summary>
internal static class Prose
{
    /// <summary>The most columns of a line.</summary>
    public const int Columns = 100;

    // Lines neither begin with what closes nor end with what opens.
    private const string Closing = "，。；：、！？）》」』】";
    private const string Opening = "（《「『【";

    /// <summary>The columns that a text takes.</summary>
    public static int Width(ReadOnlySpan<char> text)
    {
        int width = 0;
        foreach (char c in text)
        {
            width += IsWide(c) ? 2 : 1;
        }

        return width;
    }

    /// <summary>
    /// Breaks a text into lines: at spaces, and after full-width punctuation. Between two other wide characters the end of a line would
    /// be seen as a space where the page is shown.
    /// </summary>
    /// <param name="text">One paragraph, or one item of a list.</param>
    /// <param name="indent">What the second line and those after it begin with.</param>
    /// <returns>The lines, joined by line feeds.</returns>
    public static string Wrap(string text, string indent = "")
    {
        var lines = new StringBuilder();
        string line = string.Empty;
        foreach (string piece in Pieces(text))
        {
            if (line.Length > 0 && Width(line + piece.TrimEnd()) > Columns)
            {
                lines.Append(line.TrimEnd()).Append('\n');
                line = indent;
            }

            line += piece;
        }

        return lines.Append(line.TrimEnd()).ToString();
    }

    /// <summary>
    /// Puts wrapped lines together again: with a space, but with nothing between two wide characters or beside full-width punctuation.
    /// </summary>
    public static string Join(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (string line in lines.Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (text.Length > 0 && !JoinsTightly(text[^1], line[0]))
            {
                text.Append(' ');
            }

            text.Append(line);
        }

        return text.ToString();
    }

    /// <summary>The text without spaces between two wide characters, as where a number with its unit was put into a sentence.</summary>
    public static string Tight(string text)
    {
        var tight = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isBetween = text[i] == ' ' && i > 0 && i + 1 < text.Length && IsWide(text[i - 1]) && IsWide(text[i + 1]);
            if (!isBetween)
            {
                tight.Append(text[i]);
            }
        }

        return tight.ToString();
    }

    private static bool JoinsTightly(char before, char after)
        => (IsWide(before) && IsWide(after)) || Closing.Contains(before) || Opening.Contains(before) || Closing.Contains(after)
            || Opening.Contains(after);

    /// <summary>The pieces between which a line may end; a space belongs to the piece before it.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        int start = 0;
        for (int i = 1; i < text.Length; i++)
        {
            if (MayBreak(text[i - 1], text[i]) && !BeginsBlock(text.AsSpan(i)))
            {
                yield return text[start..i];
                start = i;
            }
        }

        yield return text[start..];
    }

    private static bool MayBreak(char before, char after)
        => (before == ' ' && after != '%') || (after != ' ' && Closing.Contains(before) && !Closing.Contains(after));

    /// <summary>Whether a line that began so would begin a list, a heading, a quotation or a table.</summary>
    private static bool BeginsBlock(ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOf(' ');
        ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
        return word is "-" or "+" or "*" or ">"
            || (word.Length > 0 && word[0] is '#' or '|')
            || (word.Length > 1 && word[^1] is '.' or ')' && !word[..^1].ContainsAnyExceptInRange('0', '9'));
    }

    private static bool IsWide(char c)
        => c is >= '\u2E80' and <= '\uD7FF' or >= '\uF900' and <= '\uFAFF' or >= '\uFE30' and <= '\uFE6F' or >= '\uFF00' and <= '\uFF60';
}
