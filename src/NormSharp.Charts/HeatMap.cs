using System.Globalization;
using NormSharp.Charts.Scales;
using NormSharp.Charts.Svg;

namespace NormSharp.Charts;

/// <summary>
/// A table whose cells are coloured by their value, which is written in them, or, where cells are small, read from a key of the colours.
/// </summary>
public sealed record HeatMap : Chart
{
    private const double WrittenHeight = 30;
    private const double PlainHeight = 22;
    private const double KeyWidth = 300;
    private const double KeyHeight = 12;
    private const int KeySteps = 60;

    /// <summary>What the columns are.</summary>
    public required string ColumnLabel { get; init; }

    /// <summary>What the rows are.</summary>
    public required string RowLabel { get; init; }

    /// <summary>The name of each column.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The name of each row.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>The values, row by row; a cell that is not finite stays empty.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Values { get; init; }

    /// <summary>The quantity, its range and how it is written; on a logarithmic axis equal steps of colour are equal ratios.</summary>
    public required Axis Value { get; init; }

    /// <summary>
    /// Whether each cell has its value written in it; otherwise a key of the colours stands above the map, and cells have tips.
    /// </summary>
    public bool WritesValues { get; init; } = true;

    /// <summary>The format of a number in a cell.</summary>
    public string Format { get; init; } = "0.0";

    private double CellHeight => WritesValues ? WrittenHeight : PlainHeight;

    private protected override double Draw(SvgCanvas canvas, double top)
    {
        double left = 20 + Rows.Select(row => TextWidth.Of(row, SvgCanvas.FontSize)).DefaultIfEmpty(0).Max();
        double width = (Chart.Width - 14 - left) / Math.Max(1, Columns.Count);
        AxisMap shares = Shares();
        double y = WritesValues ? top : Key(canvas, shares, top);
        canvas.Text(8, y + 12, $"{(WritesValues ? $"{Value.Label}  ·  " : string.Empty)}{RowLabel} ↓  {ColumnLabel} →", kind: "soft");
        y += 40;
        double last = double.NegativeInfinity;
        for (int c = 0; c < Columns.Count; c++)
        {
            double middle = left + ((c + 0.5) * width);
            double half = TextWidth.Of(Columns[c], SvgCanvas.FontSize) / 2;
            if (middle - half > last + 4)
            {
                canvas.Text(middle, y - 6, Columns[c], "middle", "tick");
                last = middle + half;
            }
        }

        for (int r = 0; r < Rows.Count; r++)
        {
            int row = r;
            canvas.Text(left - 8, y + (CellHeight / 2) + 4.4, Rows[r], "end", "tick");
            canvas.Series(Rows[r], () =>
            {
                for (int c = 0; c < Columns.Count; c++)
                {
                    Cell(canvas, shares, (row, c), left + (c * width), y, width);
                }
            });
            y += CellHeight;
        }

        return y + 12;
    }

    /// <summary>The place of a value on the ramp of colours, from 0 to 1.</summary>
    private AxisMap Shares()
    {
        var axis = new AxisMap(Value, [], 0, 1);
        double[] shown = [.. Values.SelectMany(row => row).Where(value => HasColour(axis, value))];
        return new AxisMap(
            Value with
            {
                Minimum = Value.Minimum ?? (shown.Length > 0 ? shown.Min() : null),
                Maximum = Value.Maximum ?? (shown.Length > 0 ? shown.Max() : null),
            },
            [],
            0,
            1);
    }

    /// <summary>Ratios have colours, and zero has no ratio to anything.</summary>
    private bool HasColour(AxisMap axis, double value) => axis.CanShow(value) && !(Value.IsLogarithmic && value == 0);

    /// <summary>The ramp of colours with the values that stand for them.</summary>
    /// <returns>Where the next thing may begin.</returns>
    private double Key(SvgCanvas canvas, AxisMap shares, double top)
    {
        const double Left = 24;
        canvas.Text(8, top + 12, Value.Label, kind: "soft");
        double y = top + 22;
        for (int i = 0; i < KeySteps; i++)
        {
            // Half a unit over the next one, so that no ground shows between them.
            canvas.Rectangle(
                Left + (i * KeyWidth / KeySteps), y, (KeyWidth / KeySteps) + 0.5, KeyHeight, ColourRamp.At((i + 0.5) / KeySteps));
        }

        double last = double.NegativeInfinity;
        foreach ((double share, string text) in shares.Ticks())
        {
            double x = Left + (share * KeyWidth);
            double half = TextWidth.Of(text, SvgCanvas.FontSize) / 2;
            canvas.Line(x, y + KeyHeight, x, y + KeyHeight + 4, "axis");
            if (x - half > last + 4)
            {
                canvas.Text(x, y + KeyHeight + 18, text, "middle", "tick");
                last = x + half;
            }
        }

        return y + KeyHeight + 28;
    }

    private void Cell(SvgCanvas canvas, AxisMap shares, (int Row, int Column) place, double x, double y, double width)
    {
        double value = Values[place.Row][place.Column];
        if (!HasColour(shares, value))
        {
            canvas.Text(x + (width / 2), y + (CellHeight / 2) + 4.4, "–", "middle", "soft");
            return;
        }

        double share = shares.At(value);
        string? tip = WritesValues
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{RowLabel} {Rows[place.Row]}, {ColumnLabel} {Columns[place.Column]}: {value * Value.Factor:G4}");
        double gap = WritesValues ? 1 : 0.25;
        canvas.Rectangle(x + gap, y + gap, width - (2 * gap), CellHeight - (2 * gap), ColourRamp.At(share), tip);
        if (WritesValues)
        {
            string text = (value * Value.Factor).ToString(Format, CultureInfo.InvariantCulture);
            canvas.Text(x + (width / 2), y + (CellHeight / 2) + 4.4, text, "middle", fill: ColourRamp.InkOn(share));
        }
    }
}
