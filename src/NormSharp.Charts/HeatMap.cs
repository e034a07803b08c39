using System.Globalization;
using NormSharp.Charts.Scales;
using NormSharp.Charts.Svg;

namespace NormSharp.Charts;

/// <summary>A table whose cells are coloured by their value, which is also written in them.</summary>
public sealed record HeatMap : Chart
{
    private const double CellHeight = 30;

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

    /// <summary>The quantity, its range and how it is written.</summary>
    public required Axis Value { get; init; }

    /// <summary>The format of a number in a cell.</summary>
    public string Format { get; init; } = "0.0";

    private protected override double Draw(SvgCanvas canvas, double top)
    {
        double left = 20 + Rows.Select(row => TextWidth.Of(row, SvgCanvas.FontSize)).DefaultIfEmpty(0).Max();
        double width = (Chart.Width - 14 - left) / Math.Max(1, Columns.Count);
        canvas.Text(8, top + 12, $"{Value.Label}  ·  {RowLabel} ↓  {ColumnLabel} →", kind: "soft");
        double y = top + 40;
        for (int c = 0; c < Columns.Count; c++)
        {
            canvas.Text(left + ((c + 0.5) * width), y - 6, Columns[c], "middle", "tick");
        }

        double[] finite = [.. Values.SelectMany(row => row).Where(double.IsFinite)];
        double low = Value.Minimum ?? finite.DefaultIfEmpty(0).Min();
        double high = Value.Maximum ?? finite.DefaultIfEmpty(1).Max();
        for (int r = 0; r < Rows.Count; r++)
        {
            int row = r;
            canvas.Text(left - 8, y + (CellHeight / 2) + 4.4, Rows[r], "end", "tick");
            canvas.Series(Rows[r], () =>
            {
                for (int c = 0; c < Columns.Count; c++)
                {
                    Cell(canvas, Values[row][c], (low, high), left + (c * width), y, width);
                }
            });
            y += CellHeight;
        }

        return y + 12;
    }

    private void Cell(SvgCanvas canvas, double value, (double Low, double High) range, double x, double y, double width)
    {
        if (!double.IsFinite(value))
        {
            canvas.Text(x + (width / 2), y + (CellHeight / 2) + 4.4, "–", "middle", "soft");
            return;
        }

        double share = range.High > range.Low ? Math.Clamp((value - range.Low) / (range.High - range.Low), 0, 1) : 0.5;
        canvas.Rectangle(x + 1, y + 1, width - 2, CellHeight - 2, ColourRamp.At(share));
        string text = (value * Value.Factor).ToString(Format, CultureInfo.InvariantCulture);
        canvas.Text(x + (width / 2), y + (CellHeight / 2) + 4.4, text, "middle", fill: ColourRamp.InkOn(share));
    }
}
