using System.Xml.Linq;
using NormSharp.Charts.Svg;
using static NormSharp.Diagnosis.Report.PageParts;

namespace NormSharp.Diagnosis.Report;

/// <summary>
/// Maps of every layer: a row a layer, a cell a channel, coloured by a value; before and after a repair beside each other.
/// </summary>
/// <param name="before">The layers as they are.</param>
/// <param name="after">The layers of the repaired copy; null where nothing was repaired.</param>
/// <param name="words">The words of the page.</param>
internal sealed class PageMaps(IReadOnlyList<LayerReport> before, IReadOnlyList<LayerReport>? after, PageWords words)
{
    // More cells than that are narrower than a pixel of a phone: they are drawn as quantiles.
    private const int MostCells = 128;
    private const string NoNumber = "#c2185b";

    /// <summary>The maps that the examination has numbers for.</summary>
    public IEnumerable<XElement> All()
    {
        if (before.Any(layer => layer.MeanShift is not null))
        {
            foreach (XElement part in Map(words.Shift, layer => layer.MeanShift, (0, "0"), (1, "≥ 1")))
            {
                yield return part;
            }

            foreach (XElement part in Map(
                words.Ratio,
                layer => layer.LogVarianceRatio?.Select(Math.Abs).ToArray(),
                (0, "× 1"),
                (Math.Log(4), "≥ × 4, ≤ × ¼")))
            {
                yield return part;
            }
        }

        if (before.Any(layer => layer.Gamma is not null))
        {
            double largest = before.Concat(after ?? []).SelectMany(layer => layer.Gamma ?? []).Select(Math.Abs)
                .Where(double.IsFinite).DefaultIfEmpty(1).Max();
            foreach (XElement part in Map(
                "|γ|", layer => layer.Gamma?.Select(Math.Abs).ToArray(), (0, "0"), (Math.Max(largest, 1e-9), Number(largest))))
            {
                yield return part;
            }
        }

        yield return new XElement("h3", words.Dead);
        yield return Key((0, "0 %"), (1, "100 %"));
        yield return Grid((layer, _) => new XElement(
            "div",
            Class("dead"),
            Drawing(1, 1, "strip", $"{layer.Path}: {Percent(layer.DeadShare)}", Box(0, 0, 1, 1, ColourRamp.At(layer.DeadShare), null)),
            new XElement("span", Percent(layer.DeadShare))));
    }

    private IEnumerable<XElement> Map(
        string title, Func<LayerReport, IReadOnlyList<double>?> values, (double Value, string Text) low, (double Value, string Text) high)
    {
        yield return new XElement("h3", title);
        yield return Key(low, high);
        yield return Grid((layer, when) => Strip(layer, $"{title}{when}", values(layer), low.Value, high.Value));
    }

    private XElement Grid(Func<LayerReport, string, XElement> cell)
    {
        var rows = new List<XElement>();
        if (after is not null)
        {
            rows.Add(new XElement("span", Class("corner"), string.Empty));
            rows.Add(new XElement("span", Class("soft"), words.Before));
            rows.Add(new XElement("span", Class("soft"), words.After));
        }

        for (int i = 0; i < before.Count; i++)
        {
            LayerReport layer = before[i];
            rows.Add(new XElement("code", new XElement("a", new XAttribute("href", $"#layer-{i + 1}"), Clean(layer.Path))));
            rows.Add(cell(layer, after is null ? string.Empty : $", {words.Before}"));
            if (after is not null)
            {
                rows.Add(after.FirstOrDefault(other => other.Path == layer.Path) is { } mended
                    ? cell(mended, $", {words.After}")
                    : new XElement("span", Class("soft"), "–"));
            }
        }

        return new XElement("div", Class(after is null ? "map one" : "map two"), rows);
    }

    private static XElement Strip(LayerReport layer, string title, IReadOnlyList<double>? values, double low, double high)
    {
        if (values is null)
        {
            return new XElement("span", Class("soft"), "–");
        }

        bool cut = values.Count > MostCells;
        double[] shown = cut ? Quantiles(values) : [.. values];
        return Drawing(
            shown.Length,
            1,
            "strip",
            $"{title}: {layer.Path}",
            shown.Select((value, i) => Box(
                i, 0, 1, 1, Colour(value, low, high), cut ? Number(value) : $"{i}: {Number(value)}")));
    }

    private XElement Key((double Value, string Text) low, (double Value, string Text) high) => new(
        "div",
        Class("key"),
        new XElement("span", low.Text),
        Drawing(
            32,
            1,
            "strip",
            $"{low.Text} … {high.Text}",
            Enumerable.Range(0, 32).Select(i => Box(i, 0, 1, 1, ColourRamp.At((i + 0.5) / 32), null))),
        new XElement("span", high.Text),
        new XElement(
            "span", new XElement("span", Class("dot"), new XAttribute("style", $"background:{NoNumber}"), string.Empty), words.NoNumber));

    private static string Colour(double value, double low, double high)
        => double.IsNaN(value) ? NoNumber : ColourRamp.At(Math.Clamp((value - low) / (high - low), 0, 1));

    /// <summary>Sorted, so that what is far stands at the end.</summary>
    private static double[] Quantiles(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return [.. Enumerable.Range(0, MostCells).Select(i => sorted[(int)((i + 0.5) * sorted.Length / MostCells)])];
    }
}
