using System.Globalization;
using System.Text;
using NormSharp.Charts.Scales;
using NormSharp.Charts.Svg;

namespace NormSharp.Charts;

/// <summary>Distributions one below the other over a common axis, each scaled to its own largest bin.</summary>
public sealed record Histogram : Chart
{
    private const double RowHeight = 46;

    /// <summary>The axis of the values; its ends are those of the bins.</summary>
    public required Axis X { get; init; }

    /// <summary>The lower edge of the first bin.</summary>
    public required double From { get; init; }

    /// <summary>The upper edge of the last bin.</summary>
    public required double To { get; init; }

    /// <summary>The rows.</summary>
    public required IReadOnlyList<NamedValues> Series { get; init; }

    private protected override double Draw(SvgCanvas canvas, double top)
    {
        double left = 20 + Series.Select(series => TextWidth.Of(series.Name, SvgCanvas.FontSize)).DefaultIfEmpty(0).Max();
        double right = Chart.Width - 16;
        var abscissa = new AxisMap(X with { Minimum = From, Maximum = To }, [], left, right);
        double bottom = top + 8 + (Series.Count * RowHeight);
        (double Position, string Text)[] ticks = [.. abscissa.Ticks()];
        foreach ((double position, string text) in ticks)
        {
            canvas.Line(position, top + 8, position, bottom, "grid");
            canvas.Text(position, bottom + 18, text, "middle", "tick");
        }

        for (int i = 0; i < Series.Count; i++)
        {
            int index = i;
            double foot = top + 8 + ((i + 1) * RowHeight);
            canvas.Text(left - 8, foot - (RowHeight / 3), Series[i].Name, "end", "tick");
            canvas.Series(Series[i].Name, () => Row(canvas, abscissa, index, foot));
            canvas.Line(left, foot, right, foot, "axis");
        }

        canvas.Text((left + right) / 2, bottom + 38, X.Label, "middle", "soft");
        return bottom + 50;
    }

    private void Row(SvgCanvas canvas, AxisMap abscissa, int index, double foot)
    {
        IReadOnlyList<double> counts = Series[index].Values;
        double largest = Math.Max(counts.DefaultIfEmpty(0).Max(), double.Epsilon);
        double width = (To - From) / Math.Max(1, counts.Count);
        var path = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"M{abscissa.At(From):0.##} {foot:0.##}"));
        for (int bin = 0; bin < counts.Count; bin++)
        {
            double y = foot - (counts[bin] / largest * (RowHeight - 8));
            path.Append(
                CultureInfo.InvariantCulture,
                $"L{abscissa.At(From + (bin * width)):0.##} {y:0.##}L{abscissa.At(From + ((bin + 1) * width)):0.##} {y:0.##}");
        }

        path.Append(CultureInfo.InvariantCulture, $"L{abscissa.At(To):0.##} {foot:0.##}Z");
        canvas.Path(path.ToString(), $"fill:{SvgStyle.Colour(0)};opacity:.75", "distribution");
    }
}
