using System.Globalization;
using NormSharp.Charts.Svg;

namespace NormSharp.Charts;

/// <summary>Groups of bars with whiskers, one bar a series.</summary>
public sealed record BarChart : Chart
{
    /// <summary>What the names below the bars are.</summary>
    public required string CategoryLabel { get; init; }

    /// <summary>The vertical axis; on a linear one bars begin at 0 unless its minimum says otherwise.</summary>
    public required Axis Y { get; init; }

    /// <summary>The names of the series.</summary>
    public required IReadOnlyList<string> Series { get; init; }

    /// <summary>The bars.</summary>
    public required IReadOnlyList<BarGroup> Groups { get; init; }

    /// <summary>Values to compare with.</summary>
    public IReadOnlyList<(double Value, string Name)> References { get; init; } = [];

    private protected override double Draw(SvgCanvas canvas, double top)
    {
        double plotTop = Series.Count > 1
            ? Legend.Draw(canvas, top, Series, (i, x, y) => canvas.Rectangle(x + 4, y - 6, 16, 12, SvgStyle.Colour(i)))
            : top;
        IEnumerable<double> heights = Groups.SelectMany(group => group.Bars).SelectMany(bar => new[] { bar.Value, bar.Low, bar.High })
            .Concat(References.Select(line => line.Value));
        Axis axis = !Y.IsLogarithmic && Y.Minimum is null && heights.Where(double.IsFinite).All(value => value >= 0)
            ? Y with { Minimum = 0 }
            : Y;
        var frame = new PlotFrame(
            canvas,
            plotTop,
            axis,
            !axis.IsLogarithmic ? heights.Append(axis.Minimum ?? 0) : heights,
            [.. Groups.Select(group => group.Name)]);
        double room = (frame.Right - frame.Left) / Math.Max(1, Groups.Count);
        double width = Math.Min(46, room * 0.78 / Math.Max(1, Series.Count));
        for (int s = 0; s < Series.Count; s++)
        {
            int series = s;
            canvas.Series(Series[s], () =>
            {
                for (int g = 0; g < Groups.Count; g++)
                {
                    double left = frame.Left + ((g + 0.5) * room) + ((series - (Series.Count / 2.0)) * width);
                    DrawBar(canvas, frame, axis, Groups[g], series, left, width);
                }
            });
        }

        foreach ((double Value, string Name) line in References)
        {
            frame.Reference(line);
        }

        return frame.Categories(CategoryLabel);
    }

    private void DrawBar(SvgCanvas canvas, PlotFrame frame, Axis axis, BarGroup group, int series, double left, double width)
    {
        Bar bar = group.Bars[series];
        if (!frame.Values.CanShow(bar.Value))
        {
            return;
        }

        double foot = !axis.IsLogarithmic ? frame.Values.At(Math.Max(0, axis.Minimum ?? 0)) : frame.Bottom;
        double head = frame.Values.At(bar.Value);
        string tip = string.Create(CultureInfo.InvariantCulture, $"{group.Name}, {Series[series]}: {bar.Value * Y.Factor:G5}");
        canvas.Rectangle(left + 1, Math.Min(foot, head), width - 2, Math.Max(Math.Abs(foot - head), 0.75), SvgStyle.Colour(series), tip);
        if (bar.High > bar.Low && frame.Values.CanShow(bar.Low))
        {
            double middle = left + (width / 2);
            (double low, double high) = (frame.Values.At(bar.Low), frame.Values.At(bar.High));
            canvas.Line(middle, low, middle, high, "whisker");
            canvas.Line(middle - 3.5, low, middle + 3.5, low, "whisker");
            canvas.Line(middle - 3.5, high, middle + 3.5, high, "whisker");
        }
    }
}
