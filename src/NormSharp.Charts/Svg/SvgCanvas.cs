using System.Globalization;
using System.Xml.Linq;
using NormSharp.Charts.Scales;
using NormSharp.Primitives;

namespace NormSharp.Charts.Svg;

/// <summary>Puts shapes and words on the page.</summary>
internal sealed class SvgCanvas
{
    public const double FontSize = 12.5;
    private const double TitleSize = 15;
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    private readonly XElement _root = new(Namespace + "svg");
    private XElement _parent;

    public SvgCanvas() => _parent = _root;

    /// <summary>Writes the title over the chart.</summary>
    /// <returns>Where the next thing may begin.</returns>
    public double Title(string title)
    {
        double y = 6;
        foreach (string line in TextWidth.Wrap(title, TitleSize, Chart.Width - 16))
        {
            y += TitleSize + 4;
            Text(8, y, line, kind: "title");
        }

        return y + 8;
    }

    public void Line(double x1, double y1, double x2, double y2, string kind)
        => Add("line", ("class", kind), ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2));

    public void Text(
        double x, double y, string text, string anchor = "start", string? kind = null, double? rotation = null, string? fill = null)
    {
        XElement element = Add(
            "text",
            ("x", x),
            ("y", y),
            ("text-anchor", anchor == "start" ? null : anchor),
            ("class", kind),
            ("style", fill is null ? null : $"fill:{fill}"));
        element.Value = Printable.Text(text);
        if (rotation is double degrees)
        {
            element.SetAttributeValue("transform", $"rotate({Number(degrees)} {Number(x)} {Number(y)})");
        }
    }

    public void Rectangle(double x, double y, double width, double height, string fill, string? tip = null, double opacity = 1)
    {
        XElement element = Add(
            "rect",
            ("x", x),
            ("y", y),
            ("width", Math.Max(0, width)),
            ("height", Math.Max(0, height)),
            ("style", $"fill:{fill}"),
            ("opacity", opacity == 1 ? null : (object)opacity));
        Tip(element, tip);
    }

    public void Path(string data, string style, string? kind = null, string? tip = null)
        => Tip(Add("path", ("d", data), ("class", kind), ("style", style)), tip);

    public void Marker(int series, double x, double y, double size, string? tip = null)
        => Path(Svg.Marker.Path(series, x, y, size), $"fill:{SvgStyle.Colour(series)};stroke:var(--ground);stroke-width:1", "marker", tip);

    /// <summary>
    /// Everything that is drawn inside belongs to one series of the data, by which tests and readers of the file find it.
    /// </summary>
    public void Series(string name, Action draw)
    {
        XElement outer = _parent;
        _parent = Add("g", ("class", "series"), ("data-series", name));
        draw();
        _parent = outer;
    }

    public XElement Finish(double height, string title, string description)
    {
        _root.Add(
            new XAttribute("class", "chart"),
            new XAttribute("role", "img"),
            new XAttribute("viewBox", $"0 0 {Number(Chart.Width)} {Number(height)}"),
            new XAttribute("width", Number(Chart.Width)), new XAttribute("height", Number(height)));
        _root.AddFirst(
            new XElement(Namespace + "title", Printable.Text(title)),
            new XElement(Namespace + "desc", Printable.Text(description)),
            new XElement(Namespace + "style", SvgStyle.Sheet),
            new XElement(
                Namespace + "rect",
                new XAttribute("width", "100%"),
                new XAttribute("height", "100%"),
                new XAttribute("style", "fill:var(--ground)")));
        return _root;
    }

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static void Tip(XElement element, string? tip)
    {
        if (tip is not null)
        {
            element.Add(new XElement(Namespace + "title", Printable.Lines(tip)));
        }
    }

    private XElement Add(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var element = new XElement(Namespace + name);
        foreach ((string attribute, object? value) in attributes)
        {
            if (value is not null)
            {
                element.SetAttributeValue(attribute, value switch
                {
                    double number => Number(number),
                    string text => Printable.Text(text),
                    _ => value,
                });
            }
        }

        _parent.Add(element);
        return element;
    }
}
