using System.Globalization;
using System.Text;

namespace NormSharp.Accuracy;

/// <summary>Panels of errors over powers of ten, both axes logarithmic, as an SVG picture.</summary>
internal sealed class ErrorPlot
{
    private const string Style = "text{font:12px sans-serif;fill:#333} .title{font-size:13px;font-weight:600} .grid{stroke:#ddd}";
    private const int Smallest = -9;
    private const int Largest = 0;
    private const double PanelWidth = 250;
    private const double PanelHeight = 170;
    private const double Left = 58;
    private const double Top = 64;
    private const double GapX = 40;
    private const double GapY = 66;
    private const string Ours = "#0b7a75";
    private const string Theirs = "#c8553d";

    private readonly StringBuilder _panels = new();
    private int _rows;
    private int _columns;
    private bool _hasPeer;

    /// <summary>Adds a panel; the values stand over 10⁰, 10¹, ….</summary>
    public void AddPanel(int row, int column, string title, double[] ours, double[]? theirs)
    {
        double x = Left + (column * (PanelWidth + GapX));
        double y = Top + (row * (PanelHeight + GapY));
        (_rows, _columns, _hasPeer) = (Math.Max(_rows, row + 1), Math.Max(_columns, column + 1), _hasPeer || theirs is not null);
        _panels.Append(Invariant($"<g transform=\"translate({x},{y})\"><text x=\"0\" y=\"-10\" class=\"title\">{title}</text>"));
        for (int exponent = Smallest; exponent <= Largest; exponent += 3)
        {
            _panels.Append(Invariant($"<path d=\"M0 {Y(exponent)}H{PanelWidth}\" class=\"grid\"/>"));
            _panels.Append(Invariant($"<text x=\"-8\" y=\"{Y(exponent) + 4}\" text-anchor=\"end\">{Power(exponent)}</text>"));
        }

        for (int i = 0; i < ours.Length; i++)
        {
            _panels.Append(Invariant($"<text x=\"{X(i, ours.Length)}\" y=\"{PanelHeight + 18}\" text-anchor=\"middle\">{Power(i)}</text>"));
        }

        AddLine(theirs, Theirs);
        AddLine(ours, Ours);
        _panels.AppendLine("</g>");
    }

    /// <summary>The whole picture.</summary>
    public string ToSvg(string ours, string theirs)
    {
        double width = Left + (_columns * (PanelWidth + GapX));
        double height = Top + (_rows * (PanelHeight + GapY));
        string legend = Legend(Left, Ours, ours) + (_hasPeer ? Legend(Left + 130, Theirs, theirs) : string.Empty);
        return Invariant($"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
            <style>{Style}</style>
            <rect width="100%" height="100%" fill="#fff"/>
            {legend}<text x="{width - GapX}" y="25" text-anchor="end">relative error against float64, by |mean|/deviation</text>
            {_panels}</svg>

            """).ReplaceLineEndings("\n");
    }

    private static string Legend(double x, string color, string name) =>
        Invariant($"<path d=\"M{x} 21h26\" stroke=\"{color}\" stroke-width=\"2.5\"/><text x=\"{x + 33}\" y=\"25\">{name}</text>");

    private static double X(int i, int count) => 12 + (i * (PanelWidth - 24) / (count - 1));

    private static double Y(double exponent) => (Largest - exponent) / (Largest - Smallest) * PanelHeight;

    private static string Power(int exponent)
        => $"10<tspan dy=\"-4\" font-size=\"9\">{(exponent < 0 ? "−" : "")}{Math.Abs(exponent)}</tspan>";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void AddLine(double[]? values, string color)
    {
        if (values is null)
        {
            return;
        }

        (double X, double Y)[] points =
            [.. values.Select((value, i) => (X(i, values.Length), Y(Math.Clamp(Math.Log10(Math.Max(value, 1e-300)), Smallest, Largest))))];
        string path = string.Join('L', points.Select(point => Invariant($"{point.X:0.0} {point.Y:0.0}")));
        _panels.Append(Invariant($"<path fill=\"none\" stroke=\"{color}\" stroke-width=\"2.5\" d=\"M{path}\"/>"));
        foreach ((double x, double y) in points)
        {
            _panels.Append(Invariant($"<circle cx=\"{x:0.0}\" cy=\"{y:0.0}\" r=\"3.5\" fill=\"{color}\"/>"));
        }
    }
}
