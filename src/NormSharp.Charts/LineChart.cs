using System.Globalization;
using System.Text;
using NormSharp.Charts.Scales;
using NormSharp.Charts.Svg;

namespace NormSharp.Charts;

/// <summary>Lines over a numeric axis, each with a band around it and a marker of its own.</summary>
public sealed record LineChart : Chart
{
    // More markers than this on a line hide it.
    private const int MostMarkers = 24;

    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>The lines.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }

    /// <summary>Values to compare with.</summary>
    public IReadOnlyList<(double Value, string Name)> References { get; init; } = [];

    private protected override double Draw(SvgCanvas canvas, double top)
    {
        double plotTop = Legend.Draw(canvas, top, [.. Series.Select(series => series.Name)], (i, x, y) => Sample(canvas, i, x, y));
        IEnumerable<ChartPoint> points = Series.SelectMany(series => series.Points);
        var frame = new PlotFrame(
            canvas, plotTop, Y, points.SelectMany(p => new[] { p.Y, p.Low, p.High }).Concat(References.Select(line => line.Value)));
        var abscissa = new AxisMap(X, points.Select(point => point.X), frame.Left, frame.Right);
        foreach ((double Value, string Name) line in References)
        {
            frame.Reference(line);
        }

        for (int i = 0; i < Series.Count; i++)
        {
            int series = i;
            canvas.Series(Series[i].Name, () => DrawSeries(canvas, frame, abscissa, series));
        }

        return frame.Abscissa(abscissa, X.Label);
    }

    private void DrawSeries(SvgCanvas canvas, PlotFrame frame, AxisMap abscissa, int index)
    {
        LineSeries series = Series[index];
        int colour = series.PairedWith ?? index;
        ChartPoint[] shown = [.. series.Points.Where(point => abscissa.CanShow(point.X))];
        foreach (ChartPoint[] run in Runs(shown, frame.Values))
        {
            if (run.Any(point => point.High > point.Low))
            {
                canvas.Path(Band(run, frame.Values, abscissa), $"fill:{SvgStyle.Colour(colour)}", "band");
            }

            canvas.Path(Polyline(run, frame.Values, abscissa), LineStyle(series, colour, index), "line");
        }

        int stride = 1 + ((shown.Length - 1) / MostMarkers);
        for (int i = 0; i < shown.Length; i += stride)
        {
            if (frame.Values.CanShow(shown[i].Y))
            {
                canvas.Marker(colour, abscissa.At(shown[i].X), frame.Values.At(shown[i].Y), 3.4, Tip(series, shown[i]));
            }
        }
    }

    private static IEnumerable<ChartPoint[]> Runs(ChartPoint[] points, AxisMap values)
    {
        var run = new List<ChartPoint>();
        foreach (ChartPoint point in points)
        {
            if (values.CanShow(point.Y))
            {
                run.Add(point);
            }
            else if (run.Count > 0)
            {
                yield return [.. run];
                run.Clear();
            }
        }

        if (run.Count > 0)
        {
            yield return [.. run];
        }
    }

    private static string Polyline(ChartPoint[] run, AxisMap values, AxisMap abscissa)
    {
        var path = new StringBuilder();
        foreach (ChartPoint point in run)
        {
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Position(abscissa.At(point.X), values.At(point.Y)));
        }

        return path.ToString();
    }

    private static string Band(ChartPoint[] run, AxisMap values, AxisMap abscissa)
    {
        var path = new StringBuilder();
        foreach (ChartPoint point in run)
        {
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Position(abscissa.At(point.X), values.At(Edge(point.High, point.Y, values))));
        }

        foreach (ChartPoint point in run.Reverse())
        {
            path.Append('L').Append(Position(abscissa.At(point.X), values.At(Edge(point.Low, point.Y, values))));
        }

        return path.Append('Z').ToString();
    }

    private static double Edge(double edge, double middle, AxisMap values) => values.CanShow(edge) ? edge : middle;

    private static string Position(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.##} {y:0.##}");

    private static string LineStyle(LineSeries series, int colour, int index)
        => $"stroke:{SvgStyle.Colour(colour)};stroke-dasharray:{(series.IsDashed ? "6 5" : SvgStyle.Dashes(index))}";

    private string Tip(LineSeries series, ChartPoint point)
        => string.Create(CultureInfo.InvariantCulture, $"{series.Name}: {point.X * X.Factor:G5} → {point.Y * Y.Factor:G5}");

    private void Sample(SvgCanvas canvas, int i, double x, double y)
    {
        int colour = Series[i].PairedWith ?? i;
        canvas.Path(string.Create(CultureInfo.InvariantCulture, $"M{x:0.##} {y:0.##}h24"), LineStyle(Series[i], colour, i), "line");
        canvas.Marker(colour, x + 12, y, 3.4);
    }
}
