using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using NormSharp.Diagnosis.Catalog;

namespace NormSharp.Diagnosis.Report;

/// <summary>What the parts of a page have in common. Elements escape every text that they hold.</summary>
internal static class PageParts
{
    /// <summary>Names come from files: what no XML may hold is left out.</summary>
    public static string Clean(string text) => string.Concat(text.Where(XmlConvert.IsXmlChar));

    /// <summary>A class of the style sheet.</summary>
    public static XAttribute Class(string name) => new("class", name);

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    /// <summary>A number with three digits; a dash for what is none.</summary>
    public static string Number(double value)
        => double.IsNaN(value) ? "–" : double.IsInfinity(value) ? "∞" : value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>A number of a drawing.</summary>
    public static string At(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>What a repair gains, in a few characters; null where nothing was measured.</summary>
    public static string? Cost(FindingCost? cost) => cost switch
    {
        null => null,
        { AccuracyBefore: double before, AccuracyAfter: double after } => $"{Percent(before)} → {Percent(after)}",
        _ => $"Δ {Percent(cost.ChangedPredictions)}",
    };

    /// <summary>A drawing that is as wide as its place, whatever that is; it holds no text, which would be stretched.</summary>
    public static XElement Drawing(double width, double height, string name, string description, params object?[] content) => new(
        Svg + "svg",
        new XAttribute("viewBox", $"0 0 {At(width)} {At(height)}"),
        new XAttribute("preserveAspectRatio", "none"),
        new XAttribute("role", "img"),
        new XAttribute("aria-label", Clean(description)),
        Class(name),
        content);

    /// <summary>A rectangle of a drawing, with what a pointer over it says.</summary>
    public static XElement Box(double x, double y, double width, double height, string? fill, string? tip) => new(
        Svg + "rect",
        new XAttribute("x", At(x)),
        new XAttribute("y", At(y)),
        new XAttribute("width", At(width)),
        new XAttribute("height", At(Math.Max(0, height))),
        fill is null ? null : new XAttribute("fill", fill),
        tip is null ? null : new XElement(Svg + "title", Clean(tip)));

    /// <summary>The names of drawings.</summary>
    public static XNamespace Svg { get; } = "http://www.w3.org/2000/svg";
}
