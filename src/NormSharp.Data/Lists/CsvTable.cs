using System.Text;

namespace NormSharp.Data;

/// <summary>The rows of a CSV file (RFC 4180), with commas, semicolons or tabs, whichever its first line has most of.</summary>
internal static class CsvTable
{
    /// <summary>Parses a text.</summary>
    /// <returns>Each row with the number of its line; empty lines are left out.</returns>
    public static IEnumerable<(int Line, IReadOnlyList<string> Cells)> Parse(string text)
    {
        char separator = SeparatorOf(text);
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool isQuoted = false;
        (int line, int firstLine) = (1, 1);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            line += c == '\n' ? 1 : 0;
            if (isQuoted)
            {
                bool isDoubled = c == '"' && i + 1 < text.Length && text[i + 1] == '"';
                isQuoted = c != '"' || isDoubled;
                i += isDoubled ? 1 : 0;
                cell.Append(isQuoted ? c : string.Empty);
            }
            else if (c == '"' && cell.Length == 0)
            {
                isQuoted = true;
            }
            else if (c == separator)
            {
                cells.Add(Take(cell));
            }
            else if (c == '\n')
            {
                cells.Add(Take(cell));
                if (cells.Count > 1 || cells[0].Length > 0)
                {
                    yield return (firstLine, cells);
                }

                (cells, firstLine) = ([], line);
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(Take(cell));
        if (cells.Count > 1 || cells[0].Length > 0)
        {
            yield return (firstLine, cells);
        }
    }

    private static char SeparatorOf(string text)
    {
        string first = text.Split('\n', 2)[0];
        return new[] { ',', ';', '\t' }.MaxBy(separator => first.Count(c => c == separator));
    }

    private static string Take(StringBuilder cell)
    {
        string text = cell.ToString().Trim();
        cell.Clear();
        return text;
    }
}
