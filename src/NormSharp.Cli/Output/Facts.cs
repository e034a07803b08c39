using NormSharp.Cli.Localization;
using NormSharp.Primitives;
using Spectre.Console;

namespace NormSharp.Cli.Output;

/// <summary>A list of labels and what belongs to them, in two columns.</summary>
internal sealed class Facts
{
    private readonly List<(string Label, string Value)> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="label">What it is, in English.</param>
    /// <param name="value">A name or number that is the same in every language.</param>
    public Facts Add(string label, string value)
    {
        _rows.Add((Printable.Text(Messages.Of(label)), Printable.Text(value)));
        return this;
    }

    /// <summary>Adds a row whose value has words.</summary>
    public Facts Add(string label, Message value) => Add(label, Messages.Of(value));

    /// <summary>Shows the list, indented.</summary>
    public void Show(Screen screen)
    {
        int width = _rows.Max(row => TextColumns.Of(row.Label));
        var grid = new Grid();
        grid.AddColumn(new GridColumn { Padding = new Padding(2, 0, 2, 0), Width = width, NoWrap = true });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach ((string label, string value) in _rows)
        {
            grid.AddRow(new Text(label, Styles.Dim), new Text(value));
        }

        screen.Show(grid);
    }
}
