using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using NormSharp.Charts;

namespace NormSharp.Diagnosis.Report;

/// <summary>An examination as one page that needs nothing else. A tree of elements: every text of the model's file is escaped.</summary>
internal static class ExaminationPage
{
    private const int Bins = 24;
    private const string Style = """
        :root{--ink:#1b1f24;--soft:#5b6470;--rule:#d5dae1;--ground:#fff;--card:#f5f7f9}
        @media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#9aa4b1;--rule:#3a424d;--ground:#14181d;--card:#1d232a}}
        body{margin:0;color:var(--ink);background:var(--ground);font:16px/1.5 system-ui,sans-serif}
        main{max-width:900px;margin:0 auto;padding:24px 20px 60px}
        h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:1.8em;border-bottom:1px solid var(--rule)}
        section{border:1px solid var(--rule);border-radius:8px;padding:.6em 1em;margin:.8em 0}section p{margin:.25em 0}
        .error{border-left:5px solid #b3261e}.warning{border-left:5px solid #b26a00}.note{border-left:5px solid #00707a}
        .soft{color:var(--soft)}.cost{float:right;font-weight:600}code{overflow-wrap:anywhere}
        figure{margin:1em 0;overflow-x:auto}figure svg{width:100%;height:auto}
        table{border-collapse:collapse}td,th{padding:.3em .8em;border-bottom:1px solid var(--rule);text-align:left}
        """;

    /// <summary>The page.</summary>
    /// <param name="seen">What was found.</param>
    /// <param name="repair">What was mended; null where nothing was.</param>
    /// <param name="language">Its language.</param>
    public static string Of(Examination seen, RepairResult? repair, ReportLanguage language)
    {
        PageWords words = PageWords.In(language);
        var html = new XElement(
            "html",
            new XAttribute("lang", language == ReportLanguage.Chinese ? "zh-CN" : "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width")),
                new XElement("title", $"{words.Title}: {Clean(seen.Name)}"),
                new XElement("style", Style)),
            new XElement(
                "body",
                new XElement(
                    "main",
                    new XElement("h1", $"{words.Title}: ", new XElement("code", Clean(seen.Name))),
                    new XElement("p", seen.IsHealthy ? words.Healthy : words.Ill),
                    Accuracy(seen, words),
                    seen.Findings.Select(finding => Section(finding, language)),
                    seen.Unexamined.Select(open => new XElement(
                        "p", Class("soft"), $"{words.Open} {Clean(open.What)}. {words.Give} {Clean(open.Need)}.")),
                    Repairs(repair, words),
                    Figures(seen, words))));
        var text = new StringBuilder("<!DOCTYPE html>\n");
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            html.WriteTo(writer);
        }

        return text.Append('\n').ToString();
    }

    private static XElement? Accuracy(Examination seen, PageWords words) => seen.Accuracy is double accuracy
        ? new XElement(
            "p",
            $"{words.Accuracy} {Percent(accuracy)}; {words.ByBatch} {Percent(seen.BatchModeAccuracy ?? double.NaN)}; "
                + $"{words.Images} {seen.Images}")
        : null;

    private static XElement Section(Finding finding, ReportLanguage language) => new(
        "section",
        Class(finding.Severity.ToString().ToLowerInvariant()),
        new XElement(
            "p",
            Cost(finding.Cost) is { } cost ? new XElement("span", Class("cost"), cost) : null,
            new XElement("strong", finding.Id),
            $" {finding.Title(language)}"),
        finding.Layers.Count > 0 ? new XElement("p", new XElement("code", Clean(string.Join(", ", finding.Layers)))) : null,
        new XElement("p", Clean(finding.Message(language))),
        new XElement("p", Class("soft"), $"→ {Clean(finding.Advice(language))}"));

    private static IEnumerable<XElement> Repairs(RepairResult? repair, PageWords words)
    {
        if (repair is null || repair.Steps.Count == 0)
        {
            yield break;
        }

        yield return new XElement("h2", words.Repairs);
        yield return new XElement("table", repair.Steps.Select(step => new XElement(
            "tr",
            new XElement("td", step.IsKept ? "✓" : "✗"),
            new XElement("td", Clean(step.Repair)),
            new XElement("td", string.Join(", ", step.Ids)),
            new XElement("td", step.Reason is null ? Cost(step.Cost) ?? string.Empty : Clean(step.Reason)))));
    }

    /// <summary>A row a layer, its channels in order of size cut into equal parts.</summary>
    private static IEnumerable<XElement> Figures(Examination seen, PageWords words)
    {
        if (seen.Layers.Count == 0)
        {
            yield break;
        }

        yield return new XElement("h2", words.Layers);
        if (seen.Layers.Any(layer => layer.MeanShift is not null))
        {
            yield return Map(seen.Layers, words.Shift, words, layer => layer.MeanShift);
            yield return Map(seen.Layers, words.Ratio, words, layer => layer.LogVarianceRatio?.Select(Math.Abs).ToArray());
        }

        if (seen.Layers.Any(layer => layer.Gamma is not null))
        {
            yield return Map(seen.Layers, "|γ|", words, layer => layer.Gamma?.Select(Math.Abs).ToArray());
        }

        yield return Figure(new HeatMap
        {
            Title = words.Dead,
            ColumnLabel = words.Dead,
            RowLabel = words.Layer,
            Columns = ["%"],
            Rows = [.. seen.Layers.Select(layer => Clean(layer.Path))],
            Values = [.. seen.Layers.Select(layer => (IReadOnlyList<double>)[100 * layer.DeadShare])],
            Value = new Axis("%") { Minimum = 0, Maximum = 100 },
        });
    }

    private static XElement Map(
        IReadOnlyList<LayerReport> layers, string title, PageWords words, Func<LayerReport, IReadOnlyList<double>?> values)
        => Figure(new HeatMap
        {
            Title = title,
            ColumnLabel = words.Channels,
            RowLabel = words.Layer,
            Columns = [.. Enumerable.Range(0, Bins).Select(bin => bin % 6 == 0 ? $"{100 * bin / Bins} %" : string.Empty)],
            Rows = [.. layers.Select(layer => Clean(layer.Path))],
            Values = [.. layers.Select(layer => Quantiles(values(layer)))],
            Value = new Axis(title),
            WritesValues = false,
            Format = "G3",
        });

    private static IReadOnlyList<double> Quantiles(IReadOnlyList<double>? values)
    {
        if (values is null)
        {
            return [.. Enumerable.Repeat(double.NaN, Bins)];
        }

        double[] sorted = [.. values.Order()];
        return [.. Enumerable.Range(0, Bins).Select(bin => sorted[(int)((bin + 0.5) * sorted.Length / Bins)])];
    }

    private static XElement Figure(Chart chart) => new("figure", chart.ToSvg());

    private static string? Cost(FindingCost? cost) => cost switch
    {
        null => null,
        { AccuracyBefore: double before, AccuracyAfter: double after } => $"{Percent(before)} → {Percent(after)}",
        _ => $"Δ {Percent(cost.ChangedPredictions)}",
    };

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    private static XAttribute Class(string name) => new("class", name);

    /// <summary>Names come from files: what no XML may hold is left out.</summary>
    private static string Clean(string text) => string.Concat(text.Where(XmlConvert.IsXmlChar));
}
