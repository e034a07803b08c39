using NormSharp.Charts.Scales;

namespace NormSharp.Charts.Svg;

/// <summary>The names of the series above a chart, in as many rows as they need.</summary>
internal static class Legend
{
    private const double RowHeight = 20;
    private const double Gap = 22;
    private const double SampleWidth = 30;

    /// <summary>Draws the legend.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="top">Where it may begin.</param>
    /// <param name="names">The name of each series.</param>
    /// <param name="sample">Draws the sample of the nth series, from the left end given to its right, centred on the height given.</param>
    /// <returns>Where the next thing may begin.</returns>
    public static double Draw(SvgCanvas canvas, double top, IReadOnlyList<string> names, Action<int, double, double> sample)
    {
        double x = 8;
        double y = top;
        for (int i = 0; i < names.Count; i++)
        {
            double width = SampleWidth + TextWidth.Of(names[i], SvgCanvas.FontSize);
            if (x > 8 && x + width > Chart.Width - 8)
            {
                x = 8;
                y += RowHeight;
            }

            sample(i, x, y + (RowHeight / 2));
            canvas.Text(x + SampleWidth, y + (RowHeight / 2) + 4.4, names[i], kind: "legend");
            x += width + Gap;
        }

        return y + RowHeight + 6;
    }
}
