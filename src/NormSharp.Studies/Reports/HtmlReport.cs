using System.Globalization;
using System.Xml.Linq;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Reports;

/// <summary>Writes <c>report.html</c>: one page that needs nothing else.</summary>
internal static class HtmlReport
{
    public static void Write(string path, StudyReport report)
    {
        Language language = report.Language;
        (TextFile words, TextFile study) = (Words(language), report.Study.Text(language));
        Html.Write(
            path,
            language,
            $"{study["title"]} · NormSharp",
            Html.Tag("p", Html.Class("kicker"), words.Say("kicker", ("study", report.Study.Name))),
            Html.Tag("h1", study["title"]),
            Html.Tag("p", Html.Class("question"), study["question"]),
            report.Caution is { } caution ? Html.Tag("p", Html.Class("caution"), caution) : null,
            Html.Tag("p", Html.Class("summary"), report.Conclusion.Summary),
            Html.Tag("h2", words["verdict"]),
            report.Conclusion.Judgements.Select(judgement => Verdict(judgement, language)),
            Html.Tag("p", Html.Class("rule"), RuleNote.Text(language)),
            Html.Tag("h2", words["claim"]),
            Html.Tag("p", study["claim"]),
            Html.Tag("p", Html.Class("rule"), words["source"] + language.Colon() + study["source"]),
            SourcesLegend(language, study["source"]),
            Html.Tag("h2", words["method"]),
            Html.Tag("p", report.Study.Method(study)),
            Html.Tag("h2", words["results"]),
            report.Conclusion.Figures.Select(FigureOf),
            report.Conclusion.Tables.Select(Table),
            Html.Tag("h2", words["repeat"]),
            Html.Tag("pre", Html.Tag("code", report.Origin.Command)),
            Facts(report),
            AllNumbers(report));
    }

    /// <summary>The words of the page, and of verdicts wherever they are shown.</summary>
    internal static TextFile Words(Language language) => TextFile.Of(typeof(HtmlReport), language);

    /// <summary>The word for a verdict that people read.</summary>
    internal static string Word(Verdict verdict, Language language) => verdict switch
    {
        Verdicts.Verdict.Confirmed => Words(language)["confirmed"],
        Verdicts.Verdict.Refuted => Words(language)["refuted"],
        _ => Words(language)["not-decided"],
    };

    /// <summary>The verdict as a badge.</summary>
    internal static XElement Badge(Verdict verdict, Language language)
        => Html.Tag("span", Html.Class($"badge {JsonResults.Word(verdict)}"), Word(verdict, language));

    /// <summary>What the marks of source texts in a source stand for; nothing where there are none.</summary>
    /// <param name="language">The language.</param>
    /// <param name="source">The source; null for all texts.</param>
    internal static IEnumerable<XElement> SourcesLegend(Language language, string? source = null)
    {
        IReadOnlyList<(string Mark, string Meaning)> legend = SourceTexts.Legend(language, source);
        return legend.Count == 0
            ? []
            :
            [
                Html.Tag("p", Html.Class("rule"), SourceTexts.Explanation(language)),
                Html.Tag(
                    "dl",
                    Html.Class("rule"),
                    legend.SelectMany(entry => new[] { Html.Tag("dt", entry.Mark), Html.Tag("dd", entry.Meaning) })),
            ];
    }

    private static XElement Verdict(Judgement judgement, Language language) => Html.Tag(
        "div",
        Html.Class("verdict"),
        Html.Tag("p", Badge(judgement.Verdict, language), " ", judgement.Claim),
        Html.Tag("p", judgement.Evidence),
        Html.Tag("p", Html.Class("rule"), Words(language)["rule"] + language.Colon() + judgement.Rule));

    private static XElement FigureOf(Figure figure)
        => Html.Tag("figure", Html.Tag("div", Html.Class("scroll"), figure.Chart.ToSvg()), Html.Tag("figcaption", figure.Caption));

    private static XElement Table(ReportTable table) => Html.Tag(
        "div",
        Html.Class("scroll"),
        Html.Tag(
            "table",
            Html.Tag("caption", table.Title),
            Html.Tag("thead", Html.Tag("tr", table.Header.Select(head => Html.Tag("th", head)))),
            Html.Tag("tbody", table.Rows.Select(row => Html.Tag("tr", row.Select(cell => Html.Tag("td", cell)))))));

    private static XElement Facts(StudyReport report)
    {
        TextFile words = Words(report.Language);
        StudyResults results = report.Results;
        (string Name, string Value)[] facts =
        [
            (words["data"], report.Origin.Data),
            (words["size"], words.Say(
                "size-of",
                ("scale", results.Plan.Scale.ToString().ToLowerInvariant()),
                ("images", $"{results.Size.TrainImages:N0}"),
                ("epochs", $"{results.Size.Epochs}"))),
            (words["seeds"], string.Join(", ", results.Seeds)),
            (words["runs"], words.Say(
                "runs-of", ("count", $"{results.Runs.Count}"), ("seconds", $"{results.Runs.Sum(run => run.Seconds):N0}"))),
            (words["machine"], report.Origin.Machine),
            (words["date"], report.Origin.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ];
        return Html.Tag("dl", facts.SelectMany(fact => new[] { Html.Tag("dt", fact.Name), Html.Tag("dd", fact.Value) }));
    }

    private static XElement AllNumbers(StudyReport report)
    {
        TextFile words = Words(report.Language);
        string[] metrics = [.. report.Results.Runs.SelectMany(run => run.Result.Metrics.Keys).Distinct()];
        var table = new ReportTable(
            words["every-run"],
            [words["combination"], words["seed"], .. metrics],
            [.. report.Results.Runs.Select(run => (IReadOnlyList<string>)
            [
                run.Cell.Key,
                run.Seed.ToString(CultureInfo.InvariantCulture),
                .. metrics.Select(metric => run.Result.Metrics.TryGetValue(metric, out double value) && double.IsFinite(value)
                    ? value.ToString("G5", CultureInfo.InvariantCulture)
                    : "–"),
            ])]);
        return Html.Tag("details", Html.Tag("summary", words["every-number"]), Table(table));
    }
}
