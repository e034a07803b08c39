using NormSharp.Primitives;
using Spectre.Console;

namespace NormSharp.Cli.Output;

/// <summary>
/// Tables as all commands show them: a line below the head, nothing else drawn. On a narrow screen spare columns are left out; then a
/// column of remarks goes below each row.
/// </summary>
internal sealed class PlainTable
{
    // What the border takes: one column on the left, three between two cells, two on the right.
    private const int Gap = 3;
    private const int HeadLines = 2;
    private const string Indent = "      ";

    private readonly List<(TableColumn Column, string Title, int Spare)> _columns = [];
    private readonly List<Text[]> _rows = [];
    private int? _remarks;

    /// <summary>Adds a column of words.</summary>
    public PlainTable Words(string title) => Add(new TableColumn(title), title, spare: 0);

    /// <summary>Adds a column of words that are never broken.</summary>
    public PlainTable Names(string title) => Add(new TableColumn(title).NoWrap(), title, spare: 0);

    /// <summary>Adds a column of numbers, aligned to the right and never wrapped.</summary>
    /// <param name="title">Its head.</param>
    /// <param name="spare">Where there is no room, the column of the highest number goes first; one of 0 stays.</param>
    public PlainTable Numbers(string title, int spare = 0) => Add(new TableColumn(title).RightAligned().NoWrap(), title, spare);

    /// <summary>Adds the last column: sentences, which go below their rows where there is no room.</summary>
    public PlainTable Remarks(string title)
    {
        _remarks = _columns.Count;
        return Add(new TableColumn(title), title, spare: 0);
    }

    /// <summary>Adds a row; the texts stand as they are.</summary>
    public void Add(params ReadOnlySpan<Text> cells) => _rows.Add(cells.ToArray());

    /// <summary>A cell of one line; control characters in it are spelled out.</summary>
    public static Text Cell(string text) => new(Printable.Text(text));

    /// <summary>A cell to look at first, of a line or a few.</summary>
    public static Text Strong(params ReadOnlySpan<string> lines)
        => new(string.Join('\n', lines.ToArray().Select(Printable.Text)), Styles.Strong);

    /// <summary>Whether every cell has the room that it needs.</summary>
    public bool FitsIn(Screen screen) => Width([.. Enumerable.Range(0, _columns.Count)]) <= screen.Width;

    /// <summary>Shows the table, its first cells in line with lists of facts.</summary>
    public void Show(Screen screen)
    {
        List<int> shown = [.. Enumerable.Range(0, _columns.Count)];
        while (Width(shown) > screen.Width && shown.MaxBy(column => _columns[column].Spare) is var spare && _columns[spare].Spare > 0)
        {
            shown.Remove(spare);
        }

        bool isBelow = _remarks is not null && Width(shown) > screen.Width;
        if (!isBelow)
        {
            screen.Show(Table(shown));
            return;
        }

        shown.Remove(_remarks!.Value);
        string[] lines = screen.Rendered(Table(shown));
        bool isOneLineEach = lines.Length >= HeadLines + _rows.Count && Width(shown) <= screen.Width;
        for (int i = 0; i < lines.Length; i++)
        {
            screen.Writer.WriteLine(lines[i]);

            // The head is an empty line, the titles and the rule.
            int row = i - HeadLines - 1;
            if (isOneLineEach && row >= 0 && row < _rows.Count)
            {
                ShowRemark(screen, _remarks!.Value < _rows[row].Length ? _rows[row][_remarks.Value] : Spectre.Console.Text.Empty);
            }
        }
    }

    private static void ShowRemark(Screen screen, Text remark)
    {
        if (remark.Length > 0)
        {
            foreach (string line in screen.Rendered(new Padder(remark, new Padding(Indent.Length, 0, 0, 0))))
            {
                screen.Writer.WriteLine(line);
            }
        }
    }

    private PlainTable Add(TableColumn column, string title, int spare)
    {
        _columns.Add((column, title, spare));
        return this;
    }

    private int Width(List<int> shown)
        => 1 + shown.Sum(column => Gap + _rows.Select(row => column < row.Length ? row[column].Length : 0)
            .Append(_columns[column].Title.GetCellWidth()).Max());

    private Table Table(List<int> shown)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderStyle(Styles.Dim);
        foreach (int column in shown)
        {
            table.AddColumn(_columns[column].Column);
        }

        foreach (Text[] row in _rows)
        {
            table.AddRow(shown.Where(column => column < row.Length).Select(column => row[column]));
        }

        return table;
    }
}
