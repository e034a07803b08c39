using NormSharp.Charts.Scales;

namespace NormSharp.Charts.Svg;

/// <summary>The rectangle that data is drawn in, with a value axis at its left and labels around it.</summary>
internal sealed class PlotFrame
{
    private const double PlotHeight = 300;
    private const double RightMargin = 14;

    private readonly SvgCanvas _canvas;

    /// <summary>Lays out the frame and draws the value axis with its grid.</summary>
    public PlotFrame(SvgCanvas canvas, double top, Axis values, IEnumerable<double> data)
    {
        _canvas = canvas;
        Top = top + 22;
        Bottom = Top + PlotHeight;
        Values = new AxisMap(values, data, Bottom, Top);
        (double Position, string Text)[] ticks = [.. Values.Ticks()];
        Left = 16 + ticks.Select(tick => TextWidth.Of(tick.Text, SvgCanvas.FontSize)).DefaultIfEmpty(20).Max();
        canvas.Text(8, top + 10, values.Label, kind: "soft");
        foreach ((double position, string text) in ticks)
        {
            canvas.Line(Left, position, Right, position, "grid");
            canvas.Text(Left - 6, position + 4.4, text, "end", "tick");
        }
    }

    public double Left { get; }

    public double Right => Chart.Width - RightMargin;

    public double Top { get; }

    public double Bottom { get; }

    /// <summary>Where values lie.</summary>
    public AxisMap Values { get; }

    /// <summary>Draws the axis below the frame.</summary>
    /// <returns>The height of the whole chart.</returns>
    public double Abscissa(AxisMap map, string label)
    {
        double last = double.NegativeInfinity;
        foreach ((double position, string text) in map.Ticks())
        {
            double half = TextWidth.Of(text, SvgCanvas.FontSize) / 2;
            _canvas.Line(position, Bottom, position, Bottom + 5, "axis");
            if (position - half > last + 6)
            {
                double held = Math.Min(position, Chart.Width - 4 - half);
                _canvas.Text(held, Bottom + 19, text, "middle", "tick");
                last = held + half;
            }
        }

        _canvas.Line(Left, Bottom, Right, Bottom, "axis");
        _canvas.Text((Left + Right) / 2, Bottom + 39, label, "middle", "soft");
        return Bottom + 50;
    }

    /// <summary>Writes the names of categories below the frame, slanted where they would not fit side by side.</summary>
    /// <returns>The height of the whole chart.</returns>
    public double Categories(IReadOnlyList<string> names, string label)
    {
        _canvas.Line(Left, Bottom, Right, Bottom, "axis");
        double room = (Right - Left) / Math.Max(1, names.Count);
        double longest = names.Select(name => TextWidth.Of(name, SvgCanvas.FontSize)).DefaultIfEmpty(0).Max();
        bool isSlanted = longest > room - 8;
        for (int i = 0; i < names.Count; i++)
        {
            double x = Left + ((i + 0.5) * room);
            if (isSlanted)
            {
                _canvas.Text(x + 4, Bottom + 14, names[i], "end", "tick", rotation: -35);
            }
            else
            {
                _canvas.Text(x, Bottom + 19, names[i], "middle", "tick");
            }
        }

        double y = Bottom + (isSlanted ? 22 + (longest * Math.Sin(35 * Math.PI / 180)) : 22);
        _canvas.Text((Left + Right) / 2, y + 17, label, "middle", "soft");
        return y + 28;
    }

    /// <summary>Draws a dotted line across at a value.</summary>
    public void Reference(ReferenceLine line)
    {
        if (Values.IsInside(line.Value))
        {
            double y = Values.At(line.Value);
            _canvas.Line(Left, y, Right, y, "reference");
            _canvas.Text(Right - 2, y - 5, line.Name, "end", "reference-name");
        }
    }
}
