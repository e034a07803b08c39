using NormSharp.Cli.Localization;
using NormSharp.Primitives;
using Spectre.Console;
using Spectre.Console.Rendering;

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
    private readonly List<TableCell[]> _rows = [];
    private int? _remarks;

    /// <summary>Adds a column of words.</summary>
    public PlainTable Words(string title) => Add(text => new TableColumn(text), title, spare: 0);

    /// <summary>Adds a column of words that are never broken.</summary>
    public PlainTable Names(string title) => Add(text => new TableColumn(text).NoWrap(), title, spare: 0);

    /// <summary>Adds a column of numbers, aligned to the right and never wrapped.</summary>
    /// <param name="title">Its head.</param>
    /// <param name="spare">Where there is no room, the column of the highest number goes first; one of 0 stays.</param>
    public PlainTable Numbers(string title, int spare = 0) => Add(text => new TableColumn(text).RightAligned().NoWrap(), title, spare);

    /// <summary>Adds the last column: sentences, which go below their rows where there is no room.</summary>
    public PlainTable Remarks(string title)
    {
        _remarks = _columns.Count;
        return Add(text => new TableColumn(text), title, spare: 0);
    }

    /// <summary>Adds a row; the texts stand as they are.</summary>
    public void Add(params ReadOnlySpan<TableCell> cells) => _rows.Add(cells.ToArray());

    /// <summary>A cell of one line; control characters in it are spelled out.</summary>
    public static TableCell Cell(string text) => new(Printable.Text(text));

    /// <summary>A cell that has words.</summary>
    public static TableCell Cell(Message text) => Cell(Messages.Of(text));

    /// <summary>A cell to look at first, of a line or a few.</summary>
    public static TableCell Strong(params ReadOnlySpan<string> lines)
        => new(string.Join('\n', lines.ToArray().Select(Printable.Text)), Styles.Strong);

    /// <summary>Whether every cell has the room that it needs.</summary>
    public bool FitsIn(Screen screen) => Width(screen, [.. Enumerable.Range(0, _columns.Count)]) <= screen.Width;

    /// <summary>Shows the table, its first cells in line with lists of facts.</summary>
    public void Show(Screen screen)
    {
        List<int> shown = [.. Enumerable.Range(0, _columns.Count)];
        while (Width(screen, shown) > screen.Width
            && shown.MaxBy(column => _columns[column].Spare) is var spare && _columns[spare].Spare > 0)
        {
            shown.Remove(spare);
        }

        bool isBelow = _remarks is not null && Width(screen, shown) > screen.Width;
        if (!isBelow)
        {
            screen.Show(Table(shown));
            return;
        }

        shown.Remove(_remarks!.Value);
        string[] lines = screen.Rendered(Table(shown));
        bool isOneLineEach = lines.Length >= HeadLines + _rows.Count && Width(screen, shown) <= screen.Width;
        for (int i = 0; i < lines.Length; i++)
        {
            screen.Writer.WriteLine(lines[i]);

            // The head is an empty line, the titles and the rule.
            int row = i - HeadLines - 1;
            if (isOneLineEach && row >= 0 && row < _rows.Count)
            {
                ShowRemark(screen, _remarks!.Value < _rows[row].Length ? _rows[row][_remarks.Value] : TableCell.Empty);
            }
        }
    }

    private static void ShowRemark(Screen screen, TableCell remark)
    {
        if (remark.HasText)
        {
            foreach (string line in screen.Rendered(new Padder(remark, new Padding(Indent.Length, 0, 0, 0))))
            {
                screen.Writer.WriteLine(line);
            }
        }
    }

    private PlainTable Add(Func<string, TableColumn> column, string title, int spare)
    {
        string text = Messages.Of(title);
        _columns.Add((column(text), text, spare));
        return this;
    }

    private int Width(Screen screen, List<int> shown)
    {
        var options = RenderOptions.Create(screen.Console, screen.Console.Profile.Capabilities);
        return 1 + shown.Sum(column => Gap + _rows.Select(row => column < row.Length ? Columns(row[column]) : 0)
            .Append(TextColumns.Of(_columns[column].Title)).Max());

        int Columns(IRenderable cell) => cell.Measure(options, int.MaxValue).Max;
    }

    private Table Table(List<int> shown)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderStyle(Styles.Dim);
        foreach (int column in shown)
        {
            table.AddColumn(_columns[column].Column);
        }

        foreach (TableCell[] row in _rows)
        {
            table.AddRow(shown.Where(column => column < row.Length).Select(column => row[column]));
        }

        return table;
    }
}
