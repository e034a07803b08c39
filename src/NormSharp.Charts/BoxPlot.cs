using System.Globalization;
using NormSharp.Charts.Svg;

namespace NormSharp.Charts;

/// <summary>
/// Boxes from the first to the third quartile with the median in between, whiskers to the extremes, and every value as a dot.
/// </summary>
public sealed record BoxPlot : Chart
{
    // Beyond this many, dots only blacken the box.
    private const int MostDots = 40;

    /// <summary>What the names below the boxes are.</summary>
    public required string CategoryLabel { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>The boxes.</summary>
    public required IReadOnlyList<NamedValues> Groups { get; init; }

    /// <summary>Values to compare with.</summary>
    public IReadOnlyList<(double Value, string Name)> References { get; init; } = [];

    /// <summary>The quantile of sorted values by linear interpolation.</summary>
    /// <param name="sorted">At least one value, in rising order.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        double position = share * (sorted.Count - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    private protected override double Draw(SvgCanvas canvas, double top)
    {
        var frame = new PlotFrame(
            canvas,
            top,
            Y,
            Groups.SelectMany(group => group.Values).Concat(References.Select(line => line.Value)),
            [.. Groups.Select(group => group.Name)]);
        double room = (frame.Right - frame.Left) / Math.Max(1, Groups.Count);
        foreach ((double Value, string Name) line in References)
        {
            frame.Reference(line);
        }

        for (int i = 0; i < Groups.Count; i++)
        {
            int index = i;
            canvas.Series(
                Groups[i].Name, () => DrawBox(canvas, frame, index, frame.Left + ((index + 0.5) * room), Math.Min(60, room * 0.6)));
        }

        return frame.Categories(CategoryLabel);
    }

    private void DrawBox(SvgCanvas canvas, PlotFrame frame, int index, double middle, double width)
    {
        double[] values = [.. Groups[index].Values.Where(frame.Values.CanShow).Order()];
        if (values.Length == 0)
        {
            return;
        }

        double At(double share) => frame.Values.At(Quantile(values, share));
        string tip = string.Create(
            CultureInfo.InvariantCulture, $"{Groups[index].Name}: median {Quantile(values, 0.5) * Y.Factor:G5} of {values.Length}");
        canvas.Line(middle, At(0), middle, At(1), "whisker");
        canvas.Rectangle(middle - (width / 2), At(0.75), width, Math.Max(1, At(0.25) - At(0.75)), SvgStyle.Colour(0), tip, opacity: 0.45);
        canvas.Line(middle - (width / 2), At(0.5), middle + (width / 2), At(0.5), "whisker");
        foreach (double value in values.Length <= MostDots ? values : [])
        {
            canvas.Marker(0, middle, frame.Values.At(value), 2.6);
        }
    }
}
