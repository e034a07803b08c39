using NormSharp.Charts.Scales;

namespace NormSharp.Charts.Svg;

/// <summary>The rectangle that data is drawn in, with a value axis at its left and labels around it.</summary>
internal sealed class PlotFrame
{
    private const double PlotHeight = 300;
    private const double RightMargin = 14;

    private const double Slant = 35 * Math.PI / 180;

    private readonly SvgCanvas _canvas;
    private readonly IReadOnlyList<string> _categories;
    private readonly bool _isSlanted;

    /// <summary>Lays out the frame and draws the value axis with its grid.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="top">Where it may begin.</param>
    /// <param name="values">The value axis.</param>
    /// <param name="data">The values that it must hold.</param>
    /// <param name="categories">The names that <see cref="Categories"/> will write below the frame.</param>
    public PlotFrame(SvgCanvas canvas, double top, Axis values, IEnumerable<double> data, IReadOnlyList<string>? categories = null)
    {
        (_canvas, _categories) = (canvas, categories ?? []);
        Top = top + 22;
        Bottom = Top + PlotHeight;
        Values = new AxisMap(values, data, Bottom, Top);
        (double Position, string Text)[] ticks = [.. Values.Ticks()];
        Left = 16 + ticks.Select(tick => TextWidth.Of(tick.Text, SvgCanvas.FontSize)).DefaultIfEmpty(20).Max();
        double[] widths = [.. _categories.Select(name => TextWidth.Of(name, SvgCanvas.FontSize))];
        _isSlanted = widths.Length > 0 && widths.Max() > ((Right - Left) / widths.Length) - 8;
        for (int i = 0; _isSlanted && i < widths.Length; i++)
        {
            // A slanted name reaches to the left of its place, the first ones beyond the frame.
            double reach = widths[i] * Math.Cos(Slant);
            double share = (i + 0.5) / widths.Length;
            Left = Math.Max(Left, (reach + 8 - (share * Right)) / (1 - share));
        }

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
    public double Categories(string label)
    {
        _canvas.Line(Left, Bottom, Right, Bottom, "axis");
        double room = (Right - Left) / Math.Max(1, _categories.Count);
        double longest = _categories.Select(name => TextWidth.Of(name, SvgCanvas.FontSize)).DefaultIfEmpty(0).Max();
        for (int i = 0; i < _categories.Count; i++)
        {
            double x = Left + ((i + 0.5) * room);
            if (_isSlanted)
            {
                _canvas.Text(x + 4, Bottom + 14, _categories[i], "end", "tick", rotation: -35);
            }
            else
            {
                _canvas.Text(x, Bottom + 19, _categories[i], "middle", "tick");
            }
        }

        double y = Bottom + (_isSlanted ? 22 + (longest * Math.Sin(Slant)) : 22);
        _canvas.Text((Left + Right) / 2, y + 17, label, "middle", "soft");
        return y + 28;
    }

    /// <summary>Draws a dotted line across at a value.</summary>
    public void Reference((double Value, string Name) line)
    {
        if (Values.IsInside(line.Value))
        {
            double y = Values.At(line.Value);
            _canvas.Line(Left, y, Right, y, "reference");
            _canvas.Text(Right - 2, y - 5, line.Name, "end", "reference-name");
        }
    }
}
