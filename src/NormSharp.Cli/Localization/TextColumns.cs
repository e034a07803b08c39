namespace NormSharp.Cli.Localization;

/// <summary>Columns that texts take on a terminal, where Chinese is two wide.</summary>
internal static class TextColumns
{
    private const string Opening = "（“《";
    private const string Closing = "，。；：、？！）”》)]…";

    /// <summary>The columns of a text.</summary>
    public static int Of(string text) => text.Sum(Of);

    /// <summary>A text on so many columns at least, with spaces before it; after it where they are negative.</summary>
    public static string Pad(string text, int columns)
    {
        string spaces = new(' ', Math.Max(0, Math.Abs(columns) - Of(text)));
        return columns < 0 ? text + spaces : spaces + text;
    }

    /// <summary>Breaks a text into lines: at spaces, and beside wide characters; within a word only where it fills a line.</summary>
    public static IEnumerable<string> Wrap(string text, int columns)
        => Lines(Pieces(text).SelectMany(piece => Parts(piece, columns)), columns);

    /// <summary>The same, and words that fill a line stay whole: they are names and paths, to be copied.</summary>
    public static IEnumerable<string> WrapWords(string text, int columns) => Lines(Pieces(text), columns);

    /// <summary>The columns of the longest piece that a line is not ended in.</summary>
    public static int OfLongestPiece(string text) => text.Split('\n').SelectMany(Pieces).Max(piece => Of(piece.TrimEnd()));

    private static IEnumerable<string> Lines(IEnumerable<string> pieces, int columns)
    {
        string line = string.Empty;
        foreach (string piece in pieces)
        {
            if (line.Length > 0 && Of((line + piece).TrimEnd()) > columns)
            {
                yield return line.TrimEnd();
                line = string.Empty;
            }

            line += piece;
        }

        yield return line.TrimEnd();
    }

    private static IEnumerable<string> Parts(string piece, int columns)
        => Of(piece.TrimEnd()) > columns ? piece.Chunk(columns / 2).Select(letters => new string(letters)) : [piece];

    private static IEnumerable<string> Pieces(string text)
    {
        int start = 0;
        for (int i = 1; i < text.Length; i++)
        {
            if (CanBreak(text[i - 1], text[i]))
            {
                yield return text[start..i];
                start = i;
            }
        }

        yield return text[start..];
    }

    /// <summary>Whether a line may end between two characters: never before closing punctuation or after what opens.</summary>
    private static bool CanBreak(char before, char after) => before == ' '
        || (Of(before) == 2 && after != ' ' && !Opening.Contains(before) && !Closing.Contains(after));

    private static int Of(char c)
        => c is (>= '\u2E80' and <= '\uD7FF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE6F')
            or (>= '\uFF00' and <= '\uFF60') ? 2 : 1;
}
