namespace NormSharp.Charts.Scales;

/// <summary>How wide a text will about be; generous, since the reader's font is not known.</summary>
internal static class TextWidth
{
    /// <summary>The width in the unit of the font size.</summary>
    public static double Of(string text, double fontSize)
        => fontSize * text.Sum(c => IsWide(c) ? 1.02 : char.IsUpper(c) ? 0.70 : "iljt.,:;'|·() ".Contains(c) ? 0.36 : 0.57);

    /// <summary>Breaks a text into lines no wider than given, at spaces, or between ideographs.</summary>
    public static IReadOnlyList<string> Wrap(string text, double fontSize, double width)
    {
        var lines = new List<string>();
        string line = string.Empty;
        foreach (string piece in Pieces(text))
        {
            if (line.Length > 0 && Of((line + piece).TrimEnd(), fontSize) > width)
            {
                lines.Add(line.TrimEnd());
                line = string.Empty;
            }

            line += line.Length == 0 ? piece.TrimStart() : piece;
        }

        lines.Add(line.TrimEnd());
        return lines;
    }

    private static IEnumerable<string> Pieces(string text)
    {
        int start = 0;
        for (int i = 1; i < text.Length; i++)
        {
            bool ends = text[i - 1] == ' ' || IsWide(text[i]) || IsWide(text[i - 1]);
            bool isClosing = "，。；：、）！？".Contains(text[i]);
            if (ends && !isClosing)
            {
                yield return text[start..i];
                start = i;
            }
        }

        yield return text[start..];
    }

    private static bool IsWide(char c) => c is >= '\u2E80' and <= '\uD7FF' or >= '\uF900' and <= '\uFAFF' or >= '\uFF00' and <= '\uFFEF';
}
