using System.Globalization;
using System.Xml.Linq;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Reports;

/// <summary>Writes <c>report.html</c>: one page that needs nothing else.</summary>
internal static class HtmlReport
{
    public static void Write(string path, StudyReport report)
    {
        StudyText text = report.Study.Text;
        Language language = report.Language;
        Html.Write(
            path,
            language,
            $"{text.Title.In(language)} · NormSharp",
            Html.Tag("p", Html.Class("kicker"), language.Say($"NormSharp study · {report.Study.Name}", $"NormSharp 实验 · {report.Study.Name}")),
            Html.Tag("h1", text.Title.In(language)),
            Html.Tag("p", Html.Class("question"), text.Question.In(language)),
            Html.Tag("p", Html.Class("summary"), report.Conclusion.Summary),
            Html.Tag("h2", language.Say("Verdict", "结论")),
            report.Conclusion.Judgements.Select(judgement => Verdict(judgement, language)),
            Html.Tag("p", Html.Class("rule"), RuleNote.Text(language)),
            Html.Tag("h2", language.Say("The claim", "原文的说法")),
            Html.Tag("p", text.Claim.In(language)),
            Html.Tag("p", Html.Class("rule"), language.Say($"Source: {text.Source}", $"出处：{text.Source}")),
            SourcesLegend(language, text.Source),
            Html.Tag("h2", language.Say("Method", "方法")),
            Html.Tag("p", text.Method.In(language)),
            Html.Tag("h2", language.Say("What was measured", "测量结果")),
            report.Conclusion.Figures.Select(FigureOf),
            report.Conclusion.Tables.Select(Table),
            Html.Tag("h2", language.Say("Run it again", "如何复现")),
            Html.Tag("pre", Html.Tag("code", report.Origin.Command)),
            Facts(report),
            AllNumbers(report));
    }

    /// <summary>The word for a verdict that people read.</summary>
    internal static string Word(Verdict verdict, Language language) => verdict switch
    {
        Verdicts.Verdict.Confirmed => language.Say("✓ confirmed", "✓ 证实"),
        Verdicts.Verdict.Refuted => language.Say("✗ refuted", "✗ 证伪"),
        _ => language.Say("? not decided", "? 未定"),
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
                Html.Tag("dl", Html.Class("rule"), legend.SelectMany(entry => new[] { Html.Tag("dt", entry.Mark), Html.Tag("dd", entry.Meaning) })),
            ];
    }

    private static XElement Verdict(Judgement judgement, Language language) => Html.Tag(
        "div",
        Html.Class("verdict"),
        Html.Tag("p", Badge(judgement.Verdict, language), " ", judgement.Claim),
        Html.Tag("p", judgement.Evidence),
        Html.Tag("p", Html.Class("rule"), language.Say("Rule: ", "判定规则：") + judgement.Rule));

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
        Language language = report.Language;
        StudyResults results = report.Results;
        (string Name, string Value)[] facts =
        [
            (language.Say("data", "数据"), report.Origin.Data),
            (language.Say("size", "规模"), language.Say(
                $"{results.Plan.Scale.ToString().ToLowerInvariant()}: at most {results.Size.TrainImages:N0} training images, {results.Size.Epochs} epochs",
                $"{results.Plan.Scale.ToString().ToLowerInvariant()}：最多 {results.Size.TrainImages:N0} 张训练图像，{results.Size.Epochs} 轮")),
            (language.Say("seeds", "种子"), string.Join(", ", results.Seeds)),
            (language.Say("cells", "单元"), language.Say(
                $"{results.Runs.Count}, {results.Runs.Sum(run => run.Seconds):N0} s of computing", $"{results.Runs.Count} 个，共计算 {results.Runs.Sum(run => run.Seconds):N0} 秒")),
            (language.Say("machine", "机器"), report.Origin.Machine),
            (language.Say("date", "日期"), report.Origin.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ];
        return Html.Tag("dl", facts.SelectMany(fact => new[] { Html.Tag("dt", fact.Name), Html.Tag("dd", fact.Value) }));
    }

    private static XElement AllNumbers(StudyReport report)
    {
        string[] metrics = [.. report.Results.Runs.SelectMany(run => run.Result.Metrics.Keys).Distinct()];
        var table = new ReportTable(
            report.Language.Say("Every cell", "全部单元"),
            [report.Language.Say("cell", "单元"), report.Language.Say("seed", "种子"), .. metrics],
            [.. report.Results.Runs.Select(run => (IReadOnlyList<string>)
            [
                run.Cell.Key,
                run.Seed.ToString(CultureInfo.InvariantCulture),
                .. metrics.Select(metric => run.Result.Metrics.TryGetValue(metric, out double value) && double.IsFinite(value)
                    ? value.ToString("G5", CultureInfo.InvariantCulture)
                    : "–"),
            ])]);
        return Html.Tag("details", Html.Tag("summary", report.Language.Say("Every number (also in results.csv and results.json)", "全部数字（也见 results.csv 与 results.json）")), Table(table));
    }
}
