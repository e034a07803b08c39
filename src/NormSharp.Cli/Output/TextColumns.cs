namespace NormSharp.Cli.Output;

/// <summary>Columns that texts take on a terminal, where Chinese is two wide.</summary>
internal static class TextColumns
{
    /// <summary>The columns of a text.</summary>
    public static int Of(string text) => text.Sum(Of);

    /// <summary>Breaks a text into lines: at spaces, and beside wide characters; within a word only where it fills a line.</summary>
    public static IEnumerable<string> Wrap(string text, int columns)
    {
        string line = string.Empty;
        foreach (string piece in Pieces(text).SelectMany(piece => Parts(piece, columns)))
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
            if (text[i - 1] == ' ' || (Of(text[i - 1]) == 2 && Of(text[i]) == 2 && !"，。；：、）”".Contains(text[i])))
            {
                yield return text[start..i];
                start = i;
            }
        }

        yield return text[start..];
    }

    private static int Of(char c)
        => c is (>= '\u2E80' and <= '\uD7FF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE6F')
            or (>= '\uFF00' and <= '\uFF60') ? 2 : 1;
}
