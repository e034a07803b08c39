using Spectre.Console;

namespace NormSharp.Cli.Output;

/// <summary>Tables as all commands show them: a line below the head, nothing else drawn.</summary>
internal sealed class PlainTable
{
    private readonly Table _table = new Table().Border(TableBorder.Simple).BorderStyle(Styles.Dim);

    /// <summary>Adds a column of words.</summary>
    public PlainTable Words(string title)
    {
        _table.AddColumn(title);
        return this;
    }

    /// <summary>Adds a column of numbers, aligned to the right and never wrapped.</summary>
    public PlainTable Numbers(string title)
    {
        _table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
        return this;
    }

    /// <summary>Adds a row; the texts stand as they are.</summary>
    public void Add(params ReadOnlySpan<Text> cells) => _table.AddRow(cells.ToArray());

    /// <summary>A cell.</summary>
    public static Text Cell(string text) => new(text);

    /// <summary>A cell to look at first.</summary>
    public static Text Strong(string text) => new(text, Styles.Strong);

    /// <summary>Shows the table, its first cells in line with lists of facts.</summary>
    public void Show(Screen screen) => screen.Show(_table);
}
