using System.Text;
using System.Xml;
using System.Xml.Linq;
using static NormSharp.Diagnosis.Report.PageParts;

namespace NormSharp.Diagnosis.Report;

/// <summary>
/// An examination as one page that needs nothing else, not even a script. A tree of elements: every text of the model's file is escaped.
/// </summary>
internal static class ExaminationPage
{
    /// <summary>The page.</summary>
    /// <param name="seen">What was found.</param>
    /// <param name="repair">What was mended; null where nothing was.</param>
    /// <param name="after">What was found of the repaired copy; null where nothing was repaired.</param>
    /// <param name="language">Its language.</param>
    public static string Of(Examination seen, RepairResult? repair, Examination? after, ReportLanguage language)
    {
        PageWords words = new PageWords(language);
        var html = new XElement(
            "html",
            new XAttribute("lang", language == ReportLanguage.Chinese ? "zh-CN" : "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width")),
                new XElement("title", $"{words.Title}{words.Colon}{Clean(seen.Name)}"),
                new XElement("style", PageStyle.Text)),
            new XElement(
                "body",
                new XElement(
                    "main",
                    new XElement("h1", $"{words.Title}{words.Colon}", new XElement("code", Clean(seen.Name))),
                    new XElement("p", Verdict(seen, words)),
                    Others(seen, words),
                    Accuracy(seen, words),
                    seen.Findings.Select(finding => Section(finding, language)),
                    seen.Unexamined.Select(open => new XElement(
                        "p",
                        Class("soft"),
                        $"{words.NotLookedAt}{Clean(open.What)}{words.Stop}{words.Give}{Clean(open.Need)}{words.Stop}".Trim())),
                    Repairs(repair, after, words, language),
                    Layers(seen, after?.Layers, words))));
        var text = new StringBuilder("<!DOCTYPE html>\n");
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            html.WriteTo(writer);
        }

        return text.Append('\n').ToString();
    }

    private static string Verdict(Examination seen, PageWords words)
        => seen.HasNothing ? words.Folded : seen.IsHealthy ? words.Healthy : words.Ill;

    private static XElement? Others(Examination seen, PageWords words)
    {
        string nothing = seen.Layers.Count == 0 ? words.NoStatistics : string.Empty;
        return seen.Others.Count > 0 ? new XElement("p", $"{words.Without(seen.Others)}{words.Stop}{nothing}".Trim()) : null;
    }

    private static XElement? Accuracy(Examination seen, PageWords words)
    {
        string byBatch = seen.BatchModeAccuracy is double mixed ? $"{words.Semicolon}{words.ByBatch} {Percent(mixed)}" : string.Empty;
        return seen.Accuracy is double accuracy
            ? new XElement("p", $"{words.Accuracy} {Percent(accuracy)}{byBatch}{words.Semicolon}{words.Images}{seen.Images}")
            : null;
    }

    private static XElement Section(Finding finding, ReportLanguage language) => new(
        "section",
        Class(finding.Severity.ToString().ToLowerInvariant()),
        new XElement(
            "p",
            Class("head"),
            new XElement("span", new XElement("strong", finding.Id), $" {finding.Title(language)}"),
            Cost(finding.Cost) is { } cost ? new XElement("span", Class("cost"), cost) : null),
        finding.Layers.Count > 0 ? new XElement("p", new XElement("code", Clean(string.Join(", ", finding.Layers)))) : null,
        new XElement("p", Clean(finding.Message(language))),
        new XElement("p", Class("soft"), $"→ {Clean(finding.Advice(language))}"));

    private static IEnumerable<XElement> Repairs(RepairResult? repair, Examination? after, PageWords words, ReportLanguage language)
    {
        if (repair is null || repair.Steps.Count == 0)
        {
            yield break;
        }

        yield return new XElement("h2", words.Repairs);
        if (Cost(repair.Total) is { } total)
        {
            yield return new XElement("p", Class("total"), total);
        }

        yield return new XElement("div", Class("scroll"), new XElement("table", repair.Steps.Select(step => new XElement(
            "tr",
            new XElement("td", step.IsKept ? "✓" : "✗"),
            new XElement("td", Clean(step.Repair)),
            new XElement("td", string.Join(", ", step.Ids)),
            new XElement("td", step.Reason is null ? Cost(step.Cost) ?? string.Empty : Clean(step.Reason))))));
        if (after is not null)
        {
            Finding[] left = [.. after.Findings.Where(finding => finding.Severity > FindingSeverity.Note)];
            yield return new XElement("p", left.Length == 0 ? words.Mended : words.Left);
            foreach (Finding finding in left)
            {
                yield return Section(finding, language);
            }
        }
    }

    private static IEnumerable<XElement> Layers(Examination seen, IReadOnlyList<LayerReport>? after, PageWords words)
        => seen.Layers.Count == 0
            ? []
            :
            [
                new XElement("h2", words.Layers),
                new XElement("p", Class("soft"), words.Maps, seen.Convention is null ? null : $" {words.RightInput}"),
                .. new PageMaps(seen.Layers, after, words).All(),
                new XElement("h2", words.Chosen),
                .. new PageLayers(seen.Layers, after, words).All(),
            ];
}
